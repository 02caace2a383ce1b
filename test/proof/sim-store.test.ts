// The stores a simulation crashes: what was committed is there afterwards, what was not is gone.
import { expect, test } from 'vitest'
import { makeStore } from '../../proof/sim/store.ts'

const kinds = ['memory', 'file', 'torn'] as const

test.each(kinds)('a crash of a store of kind %s keeps commits, and nothing else', (kind) => {
  const store = makeStore(kind, 7)
  try {
    const count = () => store.db.$client.prepare('select count(*) from meta').pluck().get()
    const insert = (key: number) => {
      store.db.$client.prepare("insert into meta (key, value) values (?, 'x')").run(`k${key}`)
    }
    // Often enough for every kind of image there is.
    for (let crash = 1; crash <= 20; crash++) {
      insert(crash)
      store.db.$client.exec('begin immediate')
      insert(-crash)
      store.capture()
      store.reopen()
      expect(count()).toBe(crash)
      expect(store.db.$client.pragma('integrity_check', { simple: true })).toBe('ok')
    }
    store.closeAndReopen()
    expect(count()).toBe(20)
  } finally {
    store.dispose()
  }
})

test('a lock that somebody else holds is let go of by its holder', () => {
  const store = makeStore('file', 7)
  try {
    const letGo = store.holdWriteLock()
    expect(() => store.db.$client.exec('begin immediate')).toThrow('locked')
    letGo?.()
    store.db.$client.exec('begin immediate; rollback')
    expect(makeStore('memory', 7).holdWriteLock()).toBeUndefined()
  } finally {
    store.dispose()
  }
})

test('only what another connection wrote is noticed by itself', () => {
  for (const kind of kinds) {
    const store = makeStore(kind, 7)
    const { isNoticed } = store.foreign((sqlite) =>
      sqlite.exec("insert into meta values ('k', 'x')"),
    )
    expect(isNoticed).toBe(kind !== 'memory')
    expect(store.db.$client.prepare("select value from meta where key = 'k'").pluck().get()).toBe(
      'x',
    )
    store.dispose()
  }
})
