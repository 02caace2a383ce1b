import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { shownConfiguration, shownValue } from '../src/config-shown.ts'

const key = 'a-key-that-is-long-enough-and-not-the-same-letter-42'
const shown = (env: Record<string, string>) =>
  new Map(shownConfiguration(readConfig(env)).map((each) => [each.name, each]))

test('every variable is shown with what it means, and whether somebody set it', () => {
  const variables = shown({ WORKER_CONCURRENCY: '3' })
  expect(variables.get('WORKER_CONCURRENCY')).toMatchObject({ value: '3', isDefault: false })
  expect(variables.get('PORT')).toMatchObject({ value: '3003', isDefault: true })
  expect([...variables.values()].filter(({ meaning }) => meaning === '')).toEqual([])
})

test('no secret is, and no password in an address', () => {
  const env = { INTERNAL_SERVICE_KEY: key, AUTH_SECRET: key, METRICS_KEY: key }
  const variables = shown(env)
  for (const name of Object.keys(env)) {
    expect(variables.get(name)).toMatchObject({ value: '(hidden)', isDefault: false })
  }
  expect(JSON.stringify([...variables])).not.toContain(key)
  expect(shownValue('SOME_URL', 'https://user:pass@example.com/x')).toBe(
    'https://(hidden)@example.com/x',
  )
  expect(shownValue('AUTH_SECRET', '')).toBe('')
})

test('the name of the environment has at most 40 characters', () => {
  expect(readConfig({ ENVIRONMENT_NAME: 'x'.repeat(40) }).ENVIRONMENT_NAME).toHaveLength(40)
  expect(() => readConfig({ ENVIRONMENT_NAME: 'x'.repeat(41) })).toThrow(
    /ENVIRONMENT_NAME must be at most 40 characters long/,
  )
})
