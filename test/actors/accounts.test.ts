import { describe, expect, test } from 'vitest'
import { useWorlds } from '../support/worlds.ts'

const createWorld = useWorlds()
const olga = { kind: 'operator', id: 'olga' } as const
const ana = { id: 'ana', email: 'ana@example.com', name: 'Ana' }

describe('an account', () => {
  test('that is seen for the first time by twenty requests at once gets its starting balance once', async () => {
    const world = await createWorld()
    const made = await Promise.all(
      Array.from({ length: 20 }, () => world.service.accounts.ensure(ana)),
    )

    expect(new Set(made.map(({ tokenBalance }) => tokenBalance))).toEqual(new Set([3]))
    expect(world.rows('select kind, amount, reason from ledger_entries')).toEqual([
      { kind: 'grant', amount: 3, reason: 'starting balance' },
    ])
  })

  test('starts with nothing where the starting balance is 0, without an entry', async () => {
    const world = await createWorld({ settings: { startingBalance: 0 } })
    expect(await world.service.accounts.ensure(ana)).toMatchObject({ tokenBalance: 0 })
    expect(world.rows('select * from ledger_entries')).toEqual([])
  })

  test('follows its e-mail address', async () => {
    const world = await createWorld()
    await world.service.accounts.ensure(ana)
    const moved = await world.service.accounts.ensure({ ...ana, email: 'ana@new.example' })
    expect(moved).toMatchObject({ id: 'ana', email: 'ana@new.example', tokenBalance: 3 })
  })

  test('of somebody a row had failed for before has its events numbered on', async () => {
    const world = await createWorld()
    world.insertForeign({ userId: 'late', status: 'processing', agedMs: 3_600_000 })
    await world.check()
    expect(world.eventsOf('late').map(({ id }) => id)).toEqual([1])
    await world.passes(1)

    await world.user('late')
    await world.submit('late')
    await world.passes(1_000)

    expect(world.eventsOf('late').map(({ id }) => id)).toEqual([1, 2, 3, 4])
  })
})

describe('a grant', () => {
  test('adds to the balance and names who gave it, and why', async () => {
    const world = await createWorld()
    await world.user('ana')
    expect(await world.service.accounts.grant('ana', 5, 'sorry', olga)).toBe(8)

    expect(
      world.rows("select amount, reason, actor from ledger_entries where reason = 'sorry'"),
    ).toEqual([{ amount: 5, reason: 'sorry', actor: 'operator:olga' }])
    expect(world.rows('select actor, action, subject from audit')).toEqual([
      { actor: 'operator:olga', action: 'tokens.grant', subject: 'ana' },
    ])
  })

  test('may bring an account to 2^53 - 1 and not one past it', async () => {
    const world = await createWorld()
    await world.user('ana', Number.MAX_SAFE_INTEGER - 1)
    const { accounts } = world.service

    await expect(accounts.grant('ana', 2, 'too much', olga)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
    expect(await accounts.grant('ana', 1, 'just enough', olga)).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('to nobody is refused and leaves no trace', async () => {
    const world = await createWorld()
    await expect(world.service.accounts.grant('nobody', 1, 'why', olga)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(world.rows('select * from audit')).toEqual([])
  })

  test.each([0, -1, 0.5])('of %d tokens never reaches the ledger', async (amount) => {
    const world = await createWorld()
    await world.user('ana')
    await expect(world.service.accounts.grant('ana', amount, 'why', olga)).rejects.toThrow()
    expect(world.balanceOf('ana')).toBe(3)
  })
})

test('roles and activity are changed with an audit entry, of accounts that are there', async () => {
  const world = await createWorld()
  await world.user('ana')
  const { accounts } = world.service
  await accounts.setRole('ana', 'operator', olga)
  await accounts.setActive('ana', false, olga)

  expect(world.rows("select role, is_active from users where id = 'ana'")).toEqual([
    { role: 'operator', is_active: 0 },
  ])
  expect(world.rows('select action from audit order by id')).toEqual([
    { action: 'role.operator' },
    { action: 'user.disable' },
  ])
  await expect(accounts.setRole('nobody', 'user', olga)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('notifications are marked as read up to a cursor: never back, never past the newest', async () => {
  const world = await createWorld()
  await world.user('ana')
  await world.submit('ana')
  await world.passes(1_000)
  const read = () => world.rows("select read_cursor as n from users where id = 'ana'")[0]

  for (const [cursor, n] of [
    [2, 2],
    [1, 2],
    [99, 3],
  ] as const) {
    await world.service.accounts.markRead('ana', cursor)
    expect(read()).toEqual({ n })
  }
})
