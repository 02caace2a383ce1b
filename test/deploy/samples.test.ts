import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentSchema, readConfig } from '../../src/config.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** As systemd reads it: one `NAME=value` a line, and comments. */
const environmentIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => {
        const [name = '', ...value] = line.split('=')
        return [name, value.join('=').replace(/^"(.*)"$/, '$1')]
      }),
  )

test('the environment file is a usable configuration, and names only what there is', () => {
  const env = environmentIn(read('deploy/unstuck.env.example'))

  expect(Object.keys(env).length).toBeGreaterThan(5)
  expect(Object.keys(env).filter((name) => !(name in environmentSchema.shape))).toEqual([])
  expect(readConfig(env)).toMatchObject({ BACKUP_SCHEDULE: '15 3 * * *', PORT: 3003 })
})

test('the environment file says the same to a shell as to systemd', () => {
  const script = 'set -a; . deploy/unstuck.env.example; exec env'
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  const told = stdout.split('\n')

  expect(stderr).toBe('')
  for (const [name, value] of Object.entries(environmentIn(read('deploy/unstuck.env.example')))) {
    expect(told).toContain(`${name}=${value}`)
  }
})

describe('the systemd units', () => {
  const unit = read('deploy/unstuck.service')

  test('never deny memory to be writable and executable, which V8 needs', () => {
    expect(unit).not.toMatch(/MemoryDenyWriteExecute/)
  })

  test('the watchdog is not stopped by the restart that it asks for, nor waits for it', () => {
    const watchdog = read('deploy/unstuck-watchdog.service')
    expect(watchdog).not.toMatch(/^(Requires|Requisite|BindsTo|PartOf)=/m)
    expect(watchdog).toMatch(/systemctl --no-block try-restart unstuck\.service/)
  })

  test('leave more time to stop than the service takes', () => {
    const { SHUTDOWN_GRACE } = readConfig(environmentIn(read('deploy/unstuck.env.example')))
    expect(Number(/TimeoutStopSec=(\d+)s/.exec(unit)?.[1])).toBeGreaterThan(SHUTDOWN_GRACE + 2)
  })

  test.skipIf(!has('systemd-analyze'))(
    'are what systemd takes without a word, and well confined',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'unstuck-units-'))
      try {
        const names = ['unstuck.service', 'unstuck-watchdog.service', 'unstuck-watchdog.timer']
        const paths = names.map((name) => {
          const path = join(folder, name)
          // What it runs must be there to be looked at.
          writeFileSync(path, read(`deploy/${name}`).replaceAll('/usr/bin/unstuck', '/bin/true'))
          return path
        })
        const verified = spawnSync('systemd-analyze', ['verify', ...paths], { encoding: 'utf8' })
        expect([verified.status, verified.stderr]).toEqual([0, ''])

        const security = ['security', '--offline=yes', '--threshold=20', paths[0] ?? '']
        const { status, stdout } = spawnSync('systemd-analyze', security, { encoding: 'utf8' })
        expect([status, stdout]).toEqual([
          0,
          expect.stringMatching(/Overall exposure level.*: 1\./),
        ])
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )
})

describe('the container file', () => {
  const text = read('deploy/Containerfile')

  test('copies what is there, and the ignore file lets it through', () => {
    const sources = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    )
    const allowed = read('.dockerignore').split('\n')

    expect(sources.length).toBeGreaterThan(6)
    expect(sources.filter((path) => !existsSync(path))).toEqual([])
    expect(sources.filter((path) => !allowed.includes(`!${path.replace('./', '')}`))).toEqual([])
    expect(allowed[0]).toBe('*')
  })

  test('builds the service and its pages, and nothing that only tries them out', () => {
    expect(text).toMatch(/^COPY src /m)
    expect(text).toMatch(/^COPY client /m)
    expect(text).not.toMatch(/^COPY .*(bench|proof|test|scripts|examples )/m)
  })

  test('can compile what is compiled, also where no headers can be fetched', () => {
    const [build = ''] = text.split(/\n(?=FROM [^\n]*\}\n)/)
    expect(build).toMatch(/apt-get install .*g\+\+ make python3/)
    expect(build).toMatch(/^ENV npm_config_nodedir=\/usr\/local$/m)
  })

  test('leaves out optional companions that are development dependencies here', () => {
    expect(text).toMatch(/npm prune --omit=dev --omit=optional --omit=peer/)
  })

  test('is told to be built in the format that knows a health check', () => {
    expect(text).toMatch(/^# .*podman build --format docker/m)
  })

  test('runs as nobody special, in a build without tools, and is asked by the command line', () => {
    const final = text.slice(text.lastIndexOf('\nFROM '))
    const steps = [...final.matchAll(/^([A-Z]+) /gm)].map(([, step]) => step)

    expect(final).toMatch(/^USER node$/m)
    expect(steps.indexOf('USER')).toBeLessThan(steps.indexOf('CMD'))
    expect(final).not.toMatch(/npm (ci|install)/)
    expect(final).toMatch(
      /^HEALTHCHECK .*CMD \["node", "dist\/src\/cli\.js", "health", "--live"\]$/m,
    )
    const env = Object.fromEntries(
      [...final.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    )
    expect(readConfig(env).databasePath).toBe('/data/unstuck.db')
  })
})
