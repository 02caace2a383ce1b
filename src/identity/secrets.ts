// The service's own secrets: made at the first start, kept in files that nobody else can read, never
// overwritten. No secret is ever logged or part of a message.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

export interface Secrets {
  /** What the internal endpoints ask for. */
  readonly internalServiceKey: string
  /** What reads the metrics, and nothing else. */
  readonly metricsKey: string
  /** What workers outside claim and report jobs with, and nothing else. */
  readonly workerKey: string
  /** Signs refresh tokens and encrypts the issuer's private keys. */
  readonly authSecret: string
}

const lengthMin = 32
const distinctMin = 10

/** Reads the secrets of a data folder, and makes those that are not there yet. */
export function loadSecrets(dataFolder: string): Secrets {
  const folder = secretsFolder(dataFolder)
  return {
    internalServiceKey: loadSecret(join(folder, 'internal-service-key')),
    metricsKey: loadSecret(join(folder, 'metrics-key')),
    workerKey: loadSecret(join(folder, 'worker-key')),
    authSecret: loadSecret(join(folder, 'auth-secret')),
  }
}

/** What the list of erasures is hashed with; made when somebody is erased for the first time. */
export const loadErasureKey = (dataFolder: string): string =>
  loadSecret(join(secretsFolder(dataFolder), 'erasure-key'))

function secretsFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  requirePrivate(folder, 'folder', 0o700)
  return folder
}

/**
 * Why a secret must not be used, or undefined. For those that come from the configuration, too: the
 * prior system ran for months with a service key that was public.
 */
export function weaknessOf(secret: string): string | undefined {
  if (secret.length < lengthMin) return `it is shorter than ${lengthMin} characters`
  if (new Set(secret).size < distinctMin)
    return `it has fewer than ${distinctMin} different characters`
  return /change.?(me|in|this)|placeholder|example|your.?secret/i.test(secret)
    ? 'it is a placeholder'
    : undefined
}

/** Compares without telling by its duration how much of the two is alike, nor how long either is. */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function loadSecret(path: string): string {
  makeUnlessThere(path)
  requirePrivate(path, 'file', 0o600)
  const secret = readFileSync(path, 'utf8').trim()
  const weakness = weaknessOf(secret)
  if (weakness === undefined) return secret
  throw new Error(
    `The secret in ${path} cannot be used: ${weakness}; put a random one there, or remove the file to have one made`,
  )
}

function makeUnlessThere(path: string): void {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new Error(`The secret ${path} cannot be written`, { cause: error })
  }
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function requirePrivate(path: string, kind: 'file' | 'folder', mode: number): void {
  const stats = lstatSync(path)
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) {
    throw new Error(`${path} must be a ${kind}, and no link to one`)
  }
  // Windows has no such modes; access is the folder's business there.
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return
  throw new Error(
    `The ${kind} ${path} can be read by others (mode ${(stats.mode & 0o777).toString(8)}); run: chmod ${mode.toString(8)} ${path}`,
  )
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
