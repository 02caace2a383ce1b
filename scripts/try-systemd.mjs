// Tries the systemd units under a real systemd: `npm run try:systemd`. A bare Debian is booted in a container with a
// network of its own, the packed package is installed as the unit's comment says, and it is used, killed, hung, stopped,
// backed up, upgraded and brought back as docs/operations.md says. Nothing of this machine's own systemd is touched.
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { letNpmIn, needs, unpackDebian, versionOf } from './debian.mjs'
import { boot } from './machine.mjs'
import { runIn, scratchFolder, textOf } from './scratch.mjs'
import { slowAssessment, slowSubmission } from './slow-assessment.mjs'

needs('try:systemd wants root, and the packages debootstrap and systemd-container', [
  'debootstrap',
  'systemd-nspawn',
])
const checkout = resolve(import.meta.dirname, '..')
const scratch = scratchFolder('systemd')
const root = join(scratch, 'root')
const beganAt = Date.now()
const env = process.env
const unit = readFileSync(join(checkout, 'deploy/unstuck.service'), 'utf8')
/** What the unit's comment tells a person to type. */
const steps = [...unit.matchAll(/^# {3}(\S.*)$/gm)].map(([, line]) => line)

unpackDebian(root, 'systemd', ['systemd', 'systemd-sysv', 'dbus', 'ca-certificates'])
bringNode()
const [packed] = JSON.parse(
  textOf(checkout, env, 'npm', 'pack', '--json', '--pack-destination', join(root, 'root')),
)
cpSync(join(checkout, 'deploy'), join(root, 'root/deploy'), { recursive: true })
cpSync(join(checkout, 'scripts/person.mjs'), join(root, 'root/person.mjs'))
cpSync(join(checkout, 'examples/talent-mapping.json'), join(root, 'root/submission.json'))
// The second is longer than SHUTDOWN_GRACE, so that a stop cuts it off.
for (const seconds of [3, 13]) {
  writeFileSync(join(root, `root/slow-${seconds}.json`), slowSubmission(seconds))
}
const installed = 'file:///usr/lib/node_modules/unstuck'
writeFileSync(join(root, 'etc/unstuck-slow.mjs'), slowAssessment(installed))

const machine = await boot(root, npmCache())
const { inside, see, until } = machine
try {
  for (const step of steps) inside(`cd /root && ${step}`)
  see(
    'it starts as the user unstuck, and counts as started when it is ready',
    `
    test "$(systemctl show -p User --value unstuck)" = unstuck
    test "$(stat -c %U /proc/$(systemctl show -p MainPID --value unstuck))" = unstuck
    journalctl -u unstuck -o cat | grep ': ready$'`,
  )
  see(
    'it is confined',
    `systemd-analyze security --threshold=20 unstuck | tail -1
    pid=$(systemctl show -p MainPID --value unstuck)
    grep -q 'NoNewPrivs:.1' /proc/$pid/status && grep -q 'Seccomp:.2' /proc/$pid/status
    grep -q 'CapBnd:.0000000000000000' /proc/$pid/status
    for path in /etc /usr /var/lib; do if nsenter -t $pid -m touch $path/trial 2>/dev/null; then exit 1; fi; done
    test "$(find /var/lib/unstuck -perm /077 | wc -l)" = 0`,
  )
  see(
    'a job goes from its submission to its result',
    'node /root/person.mjs http://127.0.0.1:3003 /root/submission.json',
  )
  see('the commands of the pages find it', `${as('doctor')} && ${as('stats')} | tail -3`)
  await lives()
  await hangs()
  await until(
    'a backup is made on schedule, and proves right',
    `journalctl -u unstuck -o cat | grep backup.made | tail -1 &&
    ${as('verify "$(ls /var/lib/unstuck/backups/*.db | tail -1)"')} | tail -1`,
  )
  await upgrades()
} finally {
  await machine.powerOff()
}
process.stdout.write(`All of it was seen, in ${Math.round((Date.now() - beganAt) / 1_000)} s\n`)

/** A kill finds an analysis at work, and so does a stop. */
async function lives() {
  inside(
    `printf '%s\\n' ASSESSMENTS_MODULE=/etc/unstuck-slow.mjs 'BACKUP_SCHEDULE="* * * * *"' >> /etc/unstuck.env
    systemctl restart unstuck`,
  )
  const slow = (seconds) =>
    `node /root/person.mjs http://127.0.0.1:3003 /root/slow-${seconds}.json --no-wait`
  const killed = inside(`${slow(3)} && sleep 1 && systemctl kill -s KILL unstuck`)
  await until(
    'a killed one comes back by itself, and its job ends',
    `systemctl is-active unstuck &&
    test "$(systemctl show -p NRestarts --value unstuck)" -ge 1 && ${as(`jobs show ${killed}`)} | grep -E 'completed|failed'`,
  )
  const cut = inside(slow(13))
  see(
    'a stop drains within its time, and says what the next start finds',
    `began=$(date +%s); systemctl stop unstuck
    test $(( $(date +%s) - began )) -le 20 && test "$(systemctl show -p Result --value unstuck)" = success
    journalctl -u unstuck -o cat | grep '^Stopped; nothing is lost.* 1 cut off' | tail -1`,
  )
  inside('systemctl start unstuck')
  await until(
    'what was under way is taken up by the next start',
    `${as(`jobs show ${cut}`)} | grep -E 'completed|failed'`,
  )
}

/** Its process is stopped: it answers nobody, and systemd sees nothing wrong. */
async function hangs() {
  const pid = inside('systemctl show -p MainPID --value unstuck')
  inside('systemctl kill -s STOP unstuck && systemctl start unstuck-watchdog.service')
  await until(
    'one that hangs is restarted by the watchdog',
    `test "$(systemctl show -p MainPID --value unstuck)" != ${pid} &&
    systemctl is-active unstuck && ! systemctl is-failed unstuck-watchdog.service && ${as('health')}`,
  )
}

/** To a release with one migration more, and back, as docs/operations.md tells it. */
async function upgrades() {
  const next = nextRelease()
  const install = (file) =>
    `npm install --global --omit=dev --allow-scripts=better-sqlite3 --loglevel=error /root/${file}`
  inside(
    `${as('backup /var/lib/unstuck/before-upgrade.db')} && systemctl stop unstuck && ${install(next)} && systemctl start unstuck`,
  )
  see(
    'the next release takes the file on',
    `test "$(unstuck --version)" = 99.0.0 && ${as('health')} &&
    node /root/person.mjs http://127.0.0.1:3003 /root/slow-3.json && ${as('doctor')} | grep -i migration`,
  )
  inside(`systemctl stop unstuck && ${install(packed.filename)}`)
  see(
    'the old release refuses the file of the next',
    `began=$(date +%s); if systemctl start unstuck 2>/dev/null; then exit 1; fi; test $(( $(date +%s) - began )) -le 20
    journalctl -u unstuck -o cat | grep 'newer release' | tail -1; systemctl stop unstuck; systemctl reset-failed unstuck`,
  )
  see(
    'a restore brings it back',
    `${as('restore /var/lib/unstuck/before-upgrade.db')} && systemctl start unstuck &&
    ${as('verify')} && node /root/person.mjs http://127.0.0.1:3003 /root/slow-3.json`,
  )
}

/** One of its commands, as the service runs: its user, its environment, its folder. */
function as(command) {
  return `systemd-run --quiet --pipe --wait --uid=unstuck -p EnvironmentFile=/etc/unstuck.env --working-directory=/var/lib/unstuck /usr/bin/unstuck ${command}`
}

/** This Node and its npm, and the native code that this checkout has compiled for it. */
function bringNode() {
  cpSync(process.execPath, join(root, 'usr/bin/node'))
  const npmHome = dirname(dirname(realpathSync(textOf('/', env, 'which', 'npm'))))
  cpSync(npmHome, join(root, 'usr/lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/bin', name))
  }
  letNpmIn(root, 'root/.npmrc')
  const built = `better-sqlite3-v${versionOf(checkout, 'better-sqlite3')}-node-v${process.versions.modules}-linux-${process.arch}.tar.gz`
  mkdirSync(join(root, 'prebuilds'))
  const binary = 'build/Release/better_sqlite3.node'
  runIn(
    join(checkout, 'node_modules/better-sqlite3'),
    env,
    'tar',
    '-czf',
    join(root, 'prebuilds', built),
    binary,
  )
}

function npmCache() {
  return textOf(checkout, env, 'npm', 'config', 'get', 'cache')
}

/** The same package under another version, with one migration more; gives the file's name. */
function nextRelease() {
  const home = join(root, 'root')
  runIn(home, env, 'tar', '-xzf', packed.filename)
  const change = (path, edit) => {
    const file = join(home, 'package', path)
    const json = JSON.parse(readFileSync(file, 'utf8'))
    edit(json)
    writeFileSync(file, JSON.stringify(json))
  }
  change('package.json', (json) => Object.assign(json, { version: '99.0.0', scripts: {} }))
  const said = join(home, 'package/dist/src/version.js')
  writeFileSync(said, readFileSync(said, 'utf8').replace(packed.version, '99.0.0'))
  change('drizzle/meta/_journal.json', ({ entries }) => {
    const last = entries.at(-1)
    entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_trial' })
  })
  writeFileSync(
    join(home, 'package/drizzle/9999_trial.sql'),
    'create table trial (id integer) strict;\n',
  )
  runIn(home, env, 'tar', '-czf', 'next.tgz', 'package')
  return 'next.tgz'
}
