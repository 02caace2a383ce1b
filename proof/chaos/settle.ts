// The end of a world, when no fault comes any more: everything must come to its end, everybody must know it,
// and every figure must add up.
import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { endsWithinMs } from './analyses.ts'
import { Book, type Person } from './book.ts'
import { lateMaxMs } from './check.ts'
import { balanceOf, eventsOf, observe, type Seen } from './observe.ts'
import { readRecord } from './record.ts'
import { command } from './service-process.ts'
import { addTo } from './tally.ts'
import type { World } from './world.ts'

/** From the last end to everybody having been told. */
const toldWithinMs = 15_000

/** Lets the world come to rest, and checks that it did. Leaves it stopped. */
export async function settle(world: World): Promise<void> {
  world.round = 'the end'
  world.crowd.heal()
  await world.crowd.hush()
  await world.up()
  await askAgain(world)
  const seen = await untilEnded(world)
  await untilTold(world)
  await world.audit()
  checkRecord(world)
  for (const each of seen) await checkPerson(world, each)
  await world.bystanders.settle()
  checkCustomers(world)
  addUp(world, seen)
  await world.crowd.leave()
  const { code, signal } = await world.kill('SIGTERM')
  if (code !== 0) world.note('process', `told to stop at the end, it ended with ${signal ?? code}`)
  const { status, stdout } = spawnSync(process.execPath, [command, 'verify', world.databasePath])
  world.bystanders.checkFile(world.databasePath)
  world.tally.counts.erased += world.bystanders.counts.erased
  if (status !== 0) world.note('verify', `unstuck verify: ${String(stdout).slice(-500)}`)
}

async function askAgain(world: World): Promise<void> {
  for (let times = 0; times < 10; times++) {
    if ((await world.crowd.settle()) === 0) return
    await pause(100)
  }
  world.note('stuck', 'asked again, it still does not say what became of submissions')
}

async function untilEnded(world: World): Promise<Seen[]> {
  const people = [...world.book.people.values()]
  const lastAt = performance.now() + endsWithinMs + 2 * lateMaxMs * world.slowness
  for (;;) {
    const seen = await Promise.all(people.map((person) => observe(world.url, person)))
    const open = seen.flatMap(({ jobs }) =>
      jobs.filter(({ status }) => status !== 'completed' && status !== 'failed'),
    )
    if (open.length === 0) return seen
    if (performance.now() > lastAt) {
      for (const { jobId, status } of open) world.note('stuck', `job ${jobId} is still ${status}`)
      return seen
    }
    await pause(100)
  }
}

/** Every subscriber sees the last event, every customer the end of each job. */
async function untilTold(world: World): Promise<void> {
  const heads = new Map<string, number>()
  for (const person of world.book.people.values()) {
    heads.set(person.userId, (await eventsOf(world.url, person))[0]?.id ?? 0)
  }
  const { subscribers, customers } = world.crowd
  const behind = () => subscribers.filter(({ seen, userId }) => seen !== heads.get(userId))
  const waiting = () => customers.reduce((sum, customer) => sum + customer.waiting, 0)
  const lastAt = performance.now() + toldWithinMs * world.slowness
  while ((behind().length > 0 || waiting() > 0) && performance.now() < lastAt) await pause(50)
  for (const { name, seen, userId } of behind()) {
    world.note('cursor gap', `${name} has seen event ${seen} of ${heads.get(userId)}`)
  }
  if (waiting() > 0) world.note('stuck', `customers still wait for the end of ${waiting()} jobs`)
}

/** What was written down is all that was judged by. */
function checkRecord({ record, book, note }: World): void {
  const read = Book.of(readRecord(record.path))
  if (read.lines !== book.lines || read.submissions.size !== book.submissions.size) {
    note('unforeseen', `the record has ${read.lines} lines, ${book.lines} were written`)
  }
  for (const what of book.retold) note('lost', what)
}

async function checkPerson(world: World, { person, jobs, entries }: Seen): Promise<void> {
  const { note, url, book } = world
  const total = entries.reduce((sum, { amount }) => sum + amount, 0)
  const spent = jobs.reduce((sum, job) => sum + (job.status === 'completed' ? job.tokenCost : 0), 0)
  const balance = await balanceOf(url, person)
  if (balance !== total || balance !== person.balance - spent) {
    note('money', `${person.email} has ${balance}: ledger ${total}, spent ${spent}`)
  }
  const known = new Set(jobs.map(({ jobId }) => jobId))
  for (const { jobId, kind } of entries) {
    if (kind !== 'grant' && !known.has(jobId ?? '')) note('money', `a ${kind} for no job: ${jobId}`)
  }
  await checkTold(world, person, book)
}

/** Each event somebody was told is in the history, as it was told. */
async function checkTold({ url, note }: World, person: Person, book: Book): Promise<void> {
  const events = await eventsOf(url, person)
  const history = new Map(events.map((event) => [event.id, event]))
  for (const [id, { event, jobId }] of book.told.get(person.userId) ?? []) {
    const kept = history.get(id)
    if (kept?.event !== event || kept.jobId !== jobId) {
      note('lost', `event ${id} of ${person.email}: told ${event} of ${jobId}, now ${kept?.event}`)
    }
  }
  if (events.length !== (events[0]?.id ?? 0)) {
    note('cursor gap', `${person.email} has ${events.length} events up to ${events[0]?.id}`)
  }
}

function checkCustomers({ crowd, ends, note }: World): void {
  for (const customer of crowd.customers) {
    for (const [jobId, told] of customer.ends) {
      const end = ends.get(jobId)
      if (end !== told) note('wrong end', `job ${jobId} is ${end}, its owner was told ${told}`)
    }
  }
}

function addUp({ tally, book, crowd, bystanders, ends }: World, seen: readonly Seen[]): void {
  const { counts } = tally
  tally.addBook(book)
  counts.worlds++
  counts.clients = Math.max(counts.clients, crowd.size)
  counts.cuts += crowd.cuts
  counts.messages += bystanders.counts.messages
  counts.claims += bystanders.workers.counts.claims
  counts.reportsTaken += bystanders.workers.counts.completed
  counts.reportsRefused += bystanders.workers.counts.lost
  counts.subscriptions += crowd.subscribers.reduce((sum, each) => sum + each.subscriptions, 0)
  const tags = new Set(seen.flatMap(({ results }) => [...results.values()].map(({ tag }) => tag)))
  counts.recovered += [...book.submissions.values()].filter(
    ({ scores, wasUnknown, promised }) =>
      wasUnknown && tags.has(scores.tag) && promised[0]?.promised.replayed !== false,
  ).length
  for (const { jobs, entries } of seen) {
    counts.jobs += jobs.length
    counts.completed += jobs.filter(({ status }) => status === 'completed').length
    counts.failed += jobs.filter(({ status }) => status === 'failed').length
    counts.refunds += entries.filter(({ kind }) => kind === 'refund').length
  }
  for (const end of ends.values()) addTo(tally.ends, end, 1)
}
