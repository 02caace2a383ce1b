// A Debian in a folder, booted: its own systemd as the first process, its own network with nothing but loopback. Commands
// run inside; only what installs packages may use this machine's network. It knows nothing of what is tried.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const withinMs = 90_000

/** Two of them must not share their control groups: where no systemd gives out a group, one is made. */
const inGroup = `
if [ -d /run/systemd/system ]; then exec systemd-nspawn "$@"; fi
for top in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  if [ -f $top/cgroup.procs ]; then mkdir $top/unstuck-$$ && echo $$ > $top/unstuck-$$/cgroup.procs; fi
done
exec systemd-nspawn --keep-unit "$@"`

const leaveGroup = `
timeout 10 tail --pid=$1 -f /dev/null
for i in 1 2 3 4 5; do
  find /sys/fs/cgroup/unstuck-$2 /sys/fs/cgroup/*/unstuck-$2 -depth -type d -exec rmdir {} + 2>/dev/null
  sleep 0.2
done`

/** Resolves when its systemd has started everything. */
export async function boot(root, npmCache) {
  const options = ['--register=no', '--private-network', '--console=read-only']
  const binds = [`--bind=${npmCache}:/root/.npm`, '--resolv-conf=copy-host']
  const argv = [
    '--quiet',
    '--boot',
    `--machine=unstuck-${process.pid}`,
    '-D',
    root,
    ...options,
    ...binds,
  ]
  const child = spawn('sh', ['-c', inGroup, 'sh', ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((done) => child.once('exit', done))
  const end = () => {
    // Its first process takes all others with it; the program that started it then ends by itself.
    const first = leaderOf(child.pid)
    if (first !== undefined) process.kill(first, 'SIGKILL')
    spawnSync('sh', ['-c', leaveGroup, 'sh', String(first), String(child.pid)])
  }
  // Before its folder is removed.
  process.prependOnceListener('exit', end)
  let console = ''
  child.stdout.on('data', (text) => {
    console += text
  })
  const run = (script) => runInside(child.pid, script)
  await pause(1_000)
  const machine = looksAt(run, () => console)
  await machine.until('systemd is up', 'systemctl is-system-running --wait')
  return {
    ...machine,
    async powerOff() {
      run('systemctl poweroff --no-block')
      await Promise.race([exited, pause(20_000, undefined, { ref: false })])
      end()
      process.off('exit', end)
    },
  }
}

/** What a script that is run inside shows. Where it fails, this process ends with all that is known. */
function looksAt(run, console) {
  const say = (what, { stdout }) => {
    process.stdout.write(`ok: ${what}\n${stdout.trim().replace(/^(?=.)/gm, '    ')}\n`)
  }
  const stop = (what, { status, stdout, stderr }) => {
    const journal = run('journalctl -o cat --no-pager | tail -40').stdout
    const screen = console().slice(-2_000)
    process.stderr.write(`NOT SEEN: ${what} (${status})\n${stdout}${stderr}\n${journal}${screen}\n`)
    process.exit(1)
  }
  return {
    /** What it prints. */
    inside(script) {
      const ran = run(script)
      if (ran.status !== 0) stop(script, ran)
      return ran.stdout.trim()
    },
    see(what, script) {
      const ran = run(script)
      if (ran.status !== 0) stop(what, ran)
      say(what, ran)
    },
    /** Looks again until it is so. */
    async until(what, script) {
      const endsAt = Date.now() + withinMs
      let ran = run(script)
      while (ran.status !== 0 && Date.now() < endsAt) {
        await pause(500)
        ran = run(script)
      }
      if (ran.status !== 0) stop(what, ran)
      say(what, ran)
    },
  }
}

function runInside(pid, script) {
  const leader = String(leaderOf(pid))
  // npm needs the registry; everything else has the machine's own network alone.
  const network = script.includes('npm install') ? [] : ['--net']
  const into = ['--mount', '--uts', '--ipc', '--pid', '--cgroup', ...network]
  const vars = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8']
  vars.push('npm_config_better_sqlite3_local_prebuilds=/prebuilds')
  const shell = ['env', '-i', ...vars, 'bash', '-e', '-o', 'pipefail', '-c', script]
  return spawnSync('nsenter', ['-t', leader, ...into, '--', ...shell], { encoding: 'utf8' })
}

function leaderOf(pid) {
  const path = `/proc/${pid}/task/${pid}/children`
  return existsSync(path)
    ? readFileSync(path, 'utf8').split(' ').map(Number).find(Boolean)
    : undefined
}
