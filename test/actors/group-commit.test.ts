import { SqliteError } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { GroupCommit, itemsMax, turnMaxMs, turnMinMs } from '../../src/actors/group-commit.ts'
import { type OpenDatabase, openDatabase } from '../../src/db/connection.ts'

let database: OpenDatabase
let deferred: (() => void)[]
let now: number
const crashPoint = vi.fn<(name: string) => void>()

beforeEach(() => {
  database = openDatabase(':memory:')
  database.db.$client.exec('create table notes (text text not null unique) strict')
  deferred = []
  now = 0
  crashPoint.mockReset()
})
afterEach(() => database.close())

const make = () =>
  new GroupCommit({
    db: database.db,
    clock: { defer: (fn) => void deferred.push(fn), now: () => now },
    crashPoint,
  })

const note = (text: string) => () => {
  database.db.$client.prepare('insert into notes values (?)').run(text)
  return text
}
const notes = () => database.db.$client.prepare('select text from notes order by 1').pluck().all()
const commits = () => crashPoint.mock.calls.filter(([name]) => name === 'after-commit').length

/** The tick ends: what was deferred runs. */
function endTick(): void {
  for (const fn of deferred.splice(0)) fn()
}

test('what arrives in one tick shares one transaction, in the order of its arrival', async () => {
  const group = make()
  const all = Promise.all([group.add(note('a')), group.add(note('b')), group.add(note('c'))])

  expect(notes()).toEqual([])
  endTick()

  expect(await all).toEqual(['a', 'b', 'c'])
  expect(notes()).toEqual(['a', 'b', 'c'])
  expect(commits()).toBe(1)
})

test('what arrives in two ticks takes two transactions', async () => {
  const group = make()
  const first = group.add(note('a'))
  endTick()
  const second = group.add(note('b'))
  endTick()

  await Promise.all([first, second])
  expect(commits()).toBe(2)
})

test('256 share a transaction, the one after them waits for the next', async () => {
  const group = make()
  const all = Promise.all(Array.from({ length: 257 }, (_, index) => group.add(note(`n${index}`))))

  endTick()
  expect(notes()).toHaveLength(256)
  expect(commits()).toBe(1)
  endTick()

  await all
  expect(notes()).toHaveLength(257)
  expect(commits()).toBe(2)
})

const taking = (group: GroupCommit, durationMs: number, text: string) =>
  group.add(() => {
    now += durationMs
    return note(text)()
  })

test('given work that takes 10 ms, what was not reached by then waits for the next transaction', async () => {
  const group = make()
  const all = Promise.all([
    taking(group, turnMinMs - 1, 'a'),
    taking(group, 1, 'b'),
    taking(group, 0, 'c'),
  ])

  endTick()
  expect(notes()).toEqual(['a', 'b'])
  endTick()

  expect(await all).toEqual(['a', 'b', 'c'])
  expect(commits()).toBe(2)
})

test.each([
  [2, turnMinMs],
  [3, 12],
  [6, 24],
  [7, turnMaxMs],
  [1_000, turnMaxMs],
])(
  'given a commit that took %i ms, the next transaction takes in %i ms of work',
  async (commitMs, turnMs) => {
    const group = make()
    crashPoint.mockImplementationOnce(() => {
      now += commitMs
    })
    const first = group.add(note('first'))
    endTick()
    await first
    const all = Promise.all([
      taking(group, turnMs - 1, 'a'),
      taking(group, 1, 'b'),
      taking(group, 0, 'c'),
    ])

    endTick()
    expect(notes()).toEqual(['a', 'b', 'first'])
    endTick()
    await all
  },
)

test('given a rush of upkeep, what somebody waits for takes turns with it', async () => {
  const group = make()
  const upkeep = Array.from({ length: 2 * itemsMax }, (_, index) =>
    group.addUpkeep(note(`upkeep ${index}`)),
  )
  const calls = Array.from({ length: 10 }, (_, index) => group.add(note(`call ${index}`)))

  endTick()
  await Promise.all(calls)
  expect(notes()).toHaveLength(itemsMax)
  expect(notes().filter((text) => String(text).startsWith('call'))).toHaveLength(10)
  for (let turn = 0; turn < 2; turn++) endTick()
  await Promise.all(upkeep)
})

test('given a rush of calls, upkeep takes turns with it', async () => {
  const group = make()
  const calls = Array.from({ length: itemsMax }, (_, index) => group.add(note(`call ${index}`)))
  const upkeep = Array.from({ length: 10 }, (_, index) => group.addUpkeep(note(`upkeep ${index}`)))

  endTick()
  await Promise.all(upkeep)
  expect(notes()).toHaveLength(itemsMax)
  endTick()
  await Promise.all(calls)
})

test('given one that throws, when the others commit, then only what it wrote is undone', async () => {
  const group = make()
  const before = group.add(note('a'))
  const failing = group.add(() => {
    note('half')()
    throw new Error('no')
  })
  const after = group.add(note('b'))
  endTick()

  await expect(failing).rejects.toThrow('no')
  expect(await before).toBe('a')
  expect(await after).toBe('b')
  expect(notes()).toEqual(['a', 'b'])
})

test('nobody hears of anything before the outer commit', async () => {
  const group = make()
  const heard: string[] = []
  crashPoint.mockImplementation((name) => void heard.push(name))
  const answer = group
    .add(() => {
      group.onOutcome({ committed: () => heard.push('committed') })
      return note('a')()
    })
    .then(() => heard.push('answered'))
  endTick()
  await answer

  expect(heard).toEqual(['before-commit', 'after-commit', 'committed', 'answered'])
})

describe('given an outer commit that fails', () => {
  const full = new SqliteError('database or disk is full', 'SQLITE_FULL')

  test('nobody is acknowledged, everything is undone and nothing is written', async () => {
    const group = make()
    const undone = vi.fn()
    const committed = vi.fn()
    crashPoint.mockImplementationOnce(() => {
      throw full
    })
    const all = ['a', 'b'].map((text) =>
      group.add(() => {
        group.onOutcome({ committed, undone })
        return note(text)()
      }),
    )
    endTick()

    for (const each of all) await expect(each).rejects.toBe(full)
    expect(notes()).toEqual([])
    expect(undone).toHaveBeenCalledTimes(2)
    expect(committed).not.toHaveBeenCalled()
  })

  test('the next transaction is not affected', async () => {
    const group = make()
    crashPoint.mockImplementationOnce(() => {
      throw full
    })
    const lost = group.add(note('a'))
    endTick()
    await expect(lost).rejects.toBe(full)
    const again = group.add(note('a'))
    endTick()

    expect(await again).toBe('a')
    expect(notes()).toEqual(['a'])
  })

  test('one that failed by itself hears its own reason', async () => {
    const group = make()
    const own = new Error('its own')
    crashPoint.mockImplementationOnce(() => {
      throw full
    })
    const failing = group.add(() => {
      throw own
    })
    endTick()

    await expect(failing).rejects.toBe(own)
  })

  test('what waited for the next transaction is not lost with it', async () => {
    const group = make()
    crashPoint.mockImplementationOnce(() => {
      throw full
    })
    const all = Array.from({ length: 257 }, (_, index) => group.add(note(`n${index}`)))
    const outcomes = Promise.allSettled(all)
    endTick()
    endTick()

    const states = (await outcomes).map(({ status }) => status)
    expect(states.filter((status) => status === 'rejected')).toHaveLength(256)
    expect(notes()).toEqual(['n256'])
  })
})

test('given a transaction that SQLite ended by itself, when it is noticed, then all of it is lost', async () => {
  const group = make()
  const undone = vi.fn()
  const before = group.add(() => {
    group.onOutcome({ undone })
    return note('a')()
  })
  const fatal = group.add(() => {
    database.db.$client.exec('rollback')
    throw new SqliteError('disk I/O error', 'SQLITE_IOERR')
  })
  const later = group.add(note('b'))
  endTick()

  await expect(before).rejects.toThrow('disk I/O error')
  await expect(fatal).rejects.toThrow('disk I/O error')
  expect(undone).toHaveBeenCalledOnce()
  endTick()
  expect(await later).toBe('b')
  expect(notes()).toEqual(['b'])
})

test('given somebody else who holds the lock, when a transaction cannot begin, then its callers are told', async () => {
  const group = make()
  database.db.$client.exec('begin')
  const refused = group.add(note('a'))
  endTick()
  await expect(refused).rejects.toThrow('within a transaction')
})

describe('the hook before the commit', () => {
  test('what it adds joins the transaction, and it is asked once', async () => {
    const group = make()
    const added: Promise<string>[] = []
    const hook = vi.fn(() => void added.push(group.add(note('added'))))
    group.setBeforeCommit(hook)
    const first = group.add(note('a'))
    endTick()

    await Promise.all([first, ...added])
    expect(notes()).toEqual(['a', 'added'])
    expect(commits()).toBe(1)
    expect(hook).toHaveBeenCalledOnce()
  })

  test('given a rush that fills each transaction, then what the hook adds is not left behind it', async () => {
    const group = make()
    const added: Promise<string>[] = []
    const hook = vi.fn(() => void added.push(group.add(note(`started ${added.length}`))))
    group.setBeforeCommit(hook)
    const rush = Array.from({ length: itemsMax + 1 }, (_, index) => group.add(note(`n${index}`)))
    endTick()
    await Promise.all([...rush.slice(0, itemsMax), ...added])

    expect(notes()).toHaveLength(itemsMax + 1)
    expect(notes()).toContain('started 0')
    expect(notes()).not.toContain(`n${itemsMax}`)
    endTick()
    await Promise.all([...rush, ...added])
    expect(notes()).toHaveLength(itemsMax + 3)
    expect(hook).toHaveBeenCalledTimes(2)
  })

  test('given one that throws, then everybody in the transaction is told and nothing is written', async () => {
    const group = make()
    const undone = vi.fn()
    group.setBeforeCommit(() => {
      throw new SqliteError('disk I/O error', 'SQLITE_IOERR')
    })
    const lost = group.add(() => {
      group.onOutcome({ undone })
      return note('a')()
    })
    let answer: unknown = 'no answer'
    lost.catch((error: unknown) => {
      answer = error
    })
    endTick()
    await new Promise(setImmediate)

    expect(answer).toMatchObject({ code: 'SQLITE_IOERR' })
    expect(undone).toHaveBeenCalledOnce()
    expect(notes()).toEqual([])
  })
})

test('an outcome outside of work is a mistake of the caller', () => {
  expect(() => make().onOutcome({})).toThrow('inside a group commit')
})
