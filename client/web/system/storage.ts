// What the browser keeps for this app: small JSON values under one prefix. A browser that keeps nothing, such as
// one in a locked-down mode, is treated as an empty one. It never holds scores longer than the tab lives.
type Kind = 'tab' | 'device'

const prefix = 'unstuck:'
const areaOf = (kind: Kind): Storage => (kind === 'tab' ? sessionStorage : localStorage)

/** The value last kept under `name`, or undefined where there is none that can be read. */
export function recall<T>(kind: Kind, name: string): T | undefined {
  try {
    const text = areaOf(kind).getItem(prefix + name)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** Keeps a value; `undefined` forgets it. */
export function keep(kind: Kind, name: string, value: unknown): void {
  try {
    if (value === undefined) areaOf(kind).removeItem(prefix + name)
    else areaOf(kind).setItem(prefix + name, JSON.stringify(value))
  } catch {
    // Storage is full or forbidden: the app works on without it, and a reload starts anew.
  }
}
