import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { constantTimeEqual, loadSecrets, weaknessOf } from '../../src/identity/secrets.ts'

let data: string
const file = (name = 'auth-secret') => join(data, 'secrets', name)
const modeOf = (path: string) => statSync(path).mode & 0o777

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'unstuck-secrets-'))
})

afterEach(() => {
  rmSync(data, { recursive: true })
})

describe('the secrets of a data folder', () => {
  it('are made at the first start, private and different, and are the same ever after', () => {
    const first = loadSecrets(data)
    const second = loadSecrets(data)

    expect(second).toEqual(first)
    expect(first.authSecret).not.toBe(first.internalServiceKey)
    expect(first.authSecret).toMatch(/^[\w-]{43}$/)
    expect(modeOf(join(data, 'secrets'))).toBe(0o700)
    expect(modeOf(file())).toBe(0o600)
    expect(modeOf(file('internal-service-key'))).toBe(0o600)
  })

  it('are made private under whatever mask the process runs', () => {
    const mask = process.umask(0)
    try {
      loadSecrets(data)
    } finally {
      process.umask(mask)
    }

    expect(modeOf(join(data, 'secrets'))).toBe(0o700)
    expect(modeOf(file())).toBe(0o600)
  })

  it('are different in every folder', () => {
    const other = mkdtempSync(join(tmpdir(), 'unstuck-secrets-'))
    try {
      expect(loadSecrets(other).authSecret).not.toBe(loadSecrets(data).authSecret)
    } finally {
      rmSync(other, { recursive: true })
    }
  })

  it.each([
    ['shorter than 32 characters', 'short-Secret-1234567890-abcdefg', 'shorter than 32 characters'],
    ['without variety', 'ababababababababababababababababab', 'fewer than 10 different'],
    [
      'the prior system’s public default',
      'internal_service_secret_key_change_in_production',
      'placeholder',
    ],
    ['empty', '', 'shorter than 32 characters'],
  ])('are refused when %s, and left as they are', (_name, secret, why) => {
    loadSecrets(data)
    writeFileSync(file(), secret)

    expect(() => loadSecrets(data)).toThrow(why)
    expect(readFileSync(file(), 'utf8')).toBe(secret)
    if (secret !== '') expect(() => loadSecrets(data)).not.toThrow(secret)
  })

  it.each([0o640, 0o604, 0o644, 0o660])(
    'are refused when others can get at the file (%o)',
    (mode) => {
      loadSecrets(data)
      chmodSync(file(), mode)

      expect(() => loadSecrets(data)).toThrow(`mode ${mode.toString(8)}); run: chmod 600 ${file()}`)
    },
  )

  it('are refused when others can get at the folder', () => {
    mkdirSync(join(data, 'secrets'))
    chmodSync(join(data, 'secrets'), 0o755)

    expect(() => loadSecrets(data)).toThrow(`run: chmod 700 ${join(data, 'secrets')}`)
  })

  it('are refused when the file is a link', () => {
    loadSecrets(data)
    const real = join(data, 'elsewhere')
    writeFileSync(real, readFileSync(file()), { mode: 0o600 })
    rmSync(file())
    symlinkSync(real, file())

    expect(() => loadSecrets(data)).toThrow('no link')
  })

  it('are refused when a folder stands in their place', () => {
    loadSecrets(data)
    rmSync(file())
    mkdirSync(file())

    expect(() => loadSecrets(data)).toThrow('must be a file')
  })

  it('put there by somebody are used', () => {
    loadSecrets(data)
    const own = 'Zq8vJ2mX4tLw9RbYc7NfKs3HdPg6Ta1E'
    writeFileSync(file(), `${own}\n`)

    expect(loadSecrets(data).authSecret).toBe(own)
    expect(weaknessOf(own)).toBeUndefined()
    expect(weaknessOf(own.slice(1))).toBe('it is shorter than 32 characters')
  })
})

describe('comparing in constant time', () => {
  it.each([
    ['same', 'same', true],
    ['same', 'Same', false],
    ['same', 'same ', false],
    ['', '', true],
    ['', 'a', false],
    ['é', 'e\u0301', false],
  ])('"%s" and "%s" are equal: %s', (a, b, equal) => {
    expect(constantTimeEqual(a, b)).toBe(equal)
  })
})
