// The model judges the service, so it may not share a line with it: of `src` it may know types, and nothing else.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import type { Blame } from '../../proof/sim/blame.ts'
import { Model } from '../../proof/sim/model.ts'
import type { EntryRow, EventRow, JobRow, UserRow } from '../../proof/sim/observer.ts'

test('the model, and everything it imports, takes nothing but types from anywhere else', () => {
  const seen = modulesFrom('proof/sim/model.ts')
  expect([...seen.keys()].sort()).toEqual(
    [
      ...['agree-on-result', 'blame', 'forgotten', 'known', 'leases', 'model', 'money'],
      ...['moves', 'observer', 'wishes'],
    ].map((name) => `proof/sim/${name}.ts`),
  )
  const values = [...seen].flatMap(([path, imports]) =>
    imports
      .filter(({ isType, target }) => !isType && !target.startsWith('proof/sim/'))
      .map(({ target }) => `${path} imports ${target}`),
  )
  expect(values).toEqual([])
})

test('the test above sees what it should', () => {
  expect(
    importsOf("import { a, type B } from '../x.ts'\nimport type { C } from 'c'", 'p/q/r.ts'),
  ).toEqual([
    { isType: false, target: 'p/x.ts' },
    { isType: true, target: 'c' },
  ])
})

test('a charge, an event and an end without its refund are judged from what is in the tables alone', () => {
  const blamed: string[] = []
  const blame: Blame = (rule) => void blamed.push(rule)
  const model = new Model(blame)
  model.released([{ name: 'a', price: 3, queuedMs: 1_000, processingMs: 1_000, hardMs: 1_000 }])
  model.wishes.granting('u', 5)
  const account = { id: 'u', email: 'u@example.com', name: 'u', is_active: 1 }
  const users = (balance: number, cursor: number) =>
    new Map<string, UserRow>([
      [
        'u',
        {
          ...account,
          event_floor: 0,
          erased_at: null,
          token_balance: balance,
          event_cursor: cursor,
        },
      ],
    ])
  model.committed({
    entries: [entry(1, 'grant', 5)],
    events: [],
    jobs: new Map(),
    users: users(5, 0),
  })
  model.wishes.asked({ userId: 'u', of: 7, key: 1, balance: 5, price: 3 })
  model.committed({
    entries: [entry(2, 'charge', -3)],
    events: [event(1, 'queued', { newBalance: 2 })],
    jobs: new Map([['j', row('queued')]]),
    users: users(2, 1),
  })
  expect(blamed).toEqual([])

  model.committed({
    entries: [],
    events: [event(2, 'failed', { errorCode: 'STUCK_QUEUED', refundedTokens: 0 })],
    jobs: new Map([['j', row('failed')]]),
    users: users(2, 2),
  })
  expect(blamed).toEqual(['M6'])
})

interface Import {
  readonly isType: boolean
  readonly target: string
}

/** Every module that is reached from one, by imports of any kind, within the simulation. */
function modulesFrom(path: string, seen = new Map<string, Import[]>()): Map<string, Import[]> {
  if (seen.has(path) || !path.startsWith('proof/sim/') || !existsSync(path)) return seen
  const imports = importsOf(readFileSync(path, 'utf8'), path)
  seen.set(path, imports)
  for (const { target } of imports) modulesFrom(target, seen)
  return seen
}

const importsOf = (text: string, path: string): Import[] =>
  [...text.matchAll(/^(?:import|export)( type)?[^'"]*?from '([^']+)'/gm)].map(
    ([, type, target = '']) => ({
      isType: type !== undefined,
      target: target.startsWith('.') ? relative('.', join(dirname(path), target)) : target,
    }),
  )

const entry = (seq: number, kind: string, amount: number): EntryRow => ({
  seq,
  user_id: 'u',
  job_id: kind === 'grant' ? null : 'j',
  kind,
  amount,
  reason: 'a gift',
  created_at: seq,
  hash: '',
})

const event = (n: number, status: string, metadata: object): EventRow => ({
  seq: n,
  user_id: 'u',
  n,
  job_id: 'j',
  type: `analysis.${status}`,
  status,
  attempt: 0,
  metadata: JSON.stringify(metadata),
  created_at: n * 2_000,
})

const row = (status: string): JobRow => ({
  job_id: 'j',
  user_id: 'u',
  assessment_name: 'a',
  status,
  attempt: 0,
  tries: 0,
  failed_tries: 0,
  deaths: 0,
  token_cost: 3,
  deadline_at: status === 'queued' ? 1_000 : null,
  retry_of: null,
  error_code: null,
  origin: 'service',
  adopted_at: 1,
  created_at: 1,
  updated_at: 1,
  deleted_at: null,
  result_status: null,
  profile: null,
  scores: JSON.stringify({ mark: 7 }),
  result_user: null,
  removed_at: null,
})
