// A binary heap of timers by due instant, then by order of arming. It fires nothing itself: the real
// clock and the simulated one both take from it, so tests and production share their timer logic.

export interface DueTimer {
  readonly dueAt: number
  readonly order: number
  fn: () => void
  cancelled: boolean
}

export class TimerHeap {
  #heap: DueTimer[] = []
  #order = 0
  #cancelled = 0

  /** Timers armed and neither fired nor cancelled. */
  get size(): number {
    return this.#heap.length - this.#cancelled
  }

  add(fn: () => void, now: number, delayMs: number): DueTimer {
    if (typeof delayMs !== 'number' || !Number.isFinite(delayMs)) {
      throw new TypeError(`A timer's delay must be a finite number of milliseconds, not ${delayMs}`)
    }
    const timer = { dueAt: now + Math.max(0, delayMs), order: this.#order++, fn, cancelled: false }
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return timer
  }

  cancel(timer: DueTimer | undefined): void {
    if (!timer || timer.cancelled) return
    timer.cancelled = true
    timer.fn = noop
    this.#cancelled++
    // Cancelled entries leave when they surface; when they are most of the heap, all leave at once.
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact()
  }

  peek(): DueTimer | undefined {
    while (this.#heap[0]?.cancelled) {
      this.#pop()
      this.#cancelled--
    }
    return this.#heap[0]
  }

  /** Removes and gives the earliest timer due at `now`, or nothing. */
  takeDue(now: number): DueTimer | undefined {
    const next = this.peek()
    if (!next || next.dueAt > now) return undefined
    this.#pop()
    // Cancelling a timer that already fired must not be counted.
    next.cancelled = true
    return next
  }

  #compact(): void {
    this.#heap = this.#heap.filter((timer) => !timer.cancelled).sort(compare)
    this.#cancelled = 0
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(start: number): void {
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapUnlessOrdered(parent, index)) return
      index = parent
    }
  }

  #sink(start: number): void {
    let index = start
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const smaller = right < this.#heap.length && this.#isBefore(right, left) ? right : left
      if (smaller >= this.#heap.length || !this.#swapUnlessOrdered(index, smaller)) return
      index = smaller
    }
  }

  #isBefore(a: number, b: number): boolean {
    return compare(this.#heap[a] as DueTimer, this.#heap[b] as DueTimer) < 0
  }

  #swapUnlessOrdered(parent: number, child: number): boolean {
    if (!this.#isBefore(child, parent)) return false
    const upper = this.#heap[parent] as DueTimer
    this.#heap[parent] = this.#heap[child] as DueTimer
    this.#heap[child] = upper
    return true
  }
}

const noop = (): void => {}

const compare = (a: DueTimer, b: DueTimer): number => a.dueAt - b.dueAt || a.order - b.order
