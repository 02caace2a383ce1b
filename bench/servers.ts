// Starts PostgreSQL and Redis for the peers that need them: each with its files in the benchmark's folder,
// reached by a socket there, and told to sync every commit to the disk.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pause } from './harness.ts'
import type { Postgres } from './peers-servers.ts'

export interface Server<Address> {
  readonly address: Address
  stop(): Promise<void>
}

/** Undefined where it is not installed. */
export async function startPostgres(folder: string): Promise<Server<Postgres> | undefined> {
  const bin = postgresFolder()
  if (bin === undefined) return undefined
  const data = join(folder, 'postgres')
  mkdirSync(data)
  // It refuses to run as root; its package brings a user for it.
  const as = process.getuid?.() === 0 ? identityOf('postgres') : {}
  if ('uid' in as) execFileSync('chown', [String(as.uid), data])
  chmodSync(folder, 0o755)
  const init = ['-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C']
  execFileSync(join(bin, 'initdb'), init, {
    ...as,
    cwd: data,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const settings = ['listen_addresses=', 'fsync=on', 'synchronous_commit=on', 'max_connections=200']
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-k', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, cwd: data, stdio: 'ignore' },
  )
  await listening(child, join(data, '.s.PGSQL.5432'))
  const address = { host: data, user: 'bench', database: 'postgres' }
  return { address, stop: () => stop(child, 'SIGINT') }
}

/** Undefined where it is not installed. The address is its socket. */
export async function startRedis(folder: string): Promise<Server<string> | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined
  const socket = join(folder, 'redis.sock')
  const settings = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
  const child = spawn('redis-server', [...settings, ...durable], { stdio: 'ignore' })
  await listening(child, socket)
  return { address: socket, stop: () => stop(child, 'SIGTERM') }
}

/** Debian keeps its programs out of PATH, by version. */
function postgresFolder(): string | undefined {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(root, version, 'bin')), '/usr/local/bin']
  return folders.find((folder) => existsSync(join(folder, 'initdb')))
}

function identityOf(user: string): { uid: number; gid: number } {
  const idOf = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, user], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function listening(child: ChildProcess, socket: string): Promise<void> {
  process.once('exit', () => child.kill('SIGKILL'))
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`)
    if (await answers(socket)) return
    await pause(100)
  }
  throw new Error(`${child.spawnfile} did not listen within 30 s`)
}

const answers = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const client = connect(socket)
    client.once('connect', () => {
      client.destroy()
      resolve(true)
    })
    client.once('error', () => resolve(false))
  })

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exited
}
