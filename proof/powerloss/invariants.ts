// What must hold in every image, whatever was lost: the money, the jobs, the events and the counters.
// Written from the rules, not from the code that keeps them. Each broken rule is one line of text.
import { chainStart, entryHash } from '../../src/db/ledger-chain.ts'
import { grouped, type JobView, type View } from './view.ts'

export function brokenInvariants(view: View): string[] {
  return [
    ...brokenBalances(view),
    ...brokenChain(view),
    ...[...view.jobs.values()].flatMap((job) => brokenJob(view, job)),
    ...brokenEvents(view),
    ...brokenCounters(view),
    ...brokenKeys(view),
  ]
}

function brokenBalances({ users, entries }: View): string[] {
  const sums = grouped(entries, ({ userId }) => userId)
  return [...users.values()].flatMap(({ id, balance }) => {
    const sum = (sums.get(id) ?? []).reduce((total, { amount }) => total + amount, 0)
    return sum === balance ? [] : [`balance of ${id} is ${balance}, its entries make ${sum}`]
  })
}

function brokenChain({ entries }: View): string[] {
  let previous = chainStart
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index + 1) return [`entry ${entry.seq} stands in place ${index + 1}`]
    if (entry.hash !== entryHash(previous, entry)) return [`entry ${entry.seq} breaks the chain`]
    previous = entry.hash
  }
  return []
}

function brokenJob(view: View, job: JobView): string[] {
  return [...brokenMoney(view, job), ...brokenResult(view, job), ...brokenPlace(job)].map(
    (problem) => `job ${job.id} (${job.origin}, ${job.status}) ${problem}`,
  )
}

function brokenMoney({ entriesOfJobs }: View, job: JobView): string[] {
  const entries = entriesOfJobs.get(job.id) ?? []
  const amounts = (kind: string) => entries.filter((each) => each.kind === kind).map(amountOf)
  const charges = amounts('charge').join()
  const refunds = amounts('refund').join()
  const isOurs = job.origin === 'service'
  // What somebody else wrote was never charged, and is settled once it is adopted.
  const owedCharge = isOurs ? String(-job.tokenCost) : ''
  const isSettled = job.status === 'failed' && (isOurs || job.adoptedAt !== null)
  const owedRefund = isSettled ? String(job.tokenCost) : ''
  return [
    ...(charges === owedCharge ? [] : [`has charges [${charges}], not [${owedCharge}]`]),
    ...(refunds === owedRefund ? [] : [`has refunds [${refunds}], not [${owedRefund}]`]),
    ...(entries.every(({ userId }) => userId === job.userId) ? [] : ['moved tokens of others']),
  ]
}

const amountOf = ({ amount }: { amount: number }): number => amount

const resultStatus: Readonly<Record<string, string>> = {
  queued: 'pending',
  processing: 'pending',
  completed: 'completed',
  failed: 'failed',
}

function brokenResult({ results }: View, job: JobView): string[] {
  if (job.adoptedAt === null) return []
  const result = results.get(job.resultId ?? '')
  if (!result || result.userId !== job.userId) return ['has no result of its user']
  const expected = resultStatus[job.status]
  if (expected !== undefined && result.status !== expected) return [`has a ${result.status} result`]
  return (result.hasProfile === 1) === (job.status === 'completed')
    ? []
    : ['and its profile differ']
}

function brokenPlace(job: JobView): string[] {
  if (job.adoptedAt === null) return []
  const isEnded = job.status === 'completed' || job.status === 'failed'
  const waits = job.status === 'queued'
  return [
    ...((job.deadlineAt === null) === isEnded ? [] : [`has the deadline ${job.deadlineAt}`]),
    ...(!waits && job.queueSeq !== null ? ['still stands in line'] : []),
    ...(waits && job.origin === 'service' && job.queueSeq === null ? ['stands in no line'] : []),
  ]
}

/** Per user 1, 2, 3 …; and the events of a job, folded, give its status. */
function brokenEvents({ users, events, jobs }: View): string[] {
  const gaps = [...users.values()].flatMap(({ id, cursor }) => {
    const numbers = (events.get(id) ?? []).map(({ n }) => n)
    const isWhole = numbers.length === cursor && numbers.every((n, index) => n === index + 1)
    return isWhole ? [] : [`events of ${id} are ${numbers.length}, its cursor is ${cursor}`]
  })
  const told = grouped([...events.values()].flat(), ({ jobId }) => jobId)
  const misfolded = [...jobs.values()].flatMap((job) => {
    if (job.origin === 'foreign') return []
    const list = told.get(job.id) ?? []
    const first = list[0]?.type === 'analysis.queued'
    const ends = list.filter(({ type }) => /completed|failed/.test(type)).length
    const isEnded = job.status === 'completed' || job.status === 'failed'
    const fits = first && list.at(-1)?.status === job.status && ends === (isEnded ? 1 : 0)
    return fits ? [] : [`events of job ${job.id} do not lead to ${job.status}`]
  })
  return [...gaps, ...misfolded]
}

function brokenCounters({ jobs, counters }: View): string[] {
  const recount = new Map<string, number>()
  for (const { status, endedAt } of jobs.values()) {
    if (!(status in resultStatus)) continue
    const isEnded = status === 'completed' || status === 'failed'
    const name = `${status} ${isEnded ? Math.trunc(endedAt / 60_000) : 0}`
    recount.set(name, (recount.get(name) ?? 0) + 1)
  }
  return [...new Set([...recount.keys(), ...counters.keys()])].flatMap((name) => {
    const kept = counters.get(name) ?? 0
    const counted = recount.get(name) ?? 0
    return kept === counted ? [] : [`counter "${name}" is ${kept}, the rows make ${counted}`]
  })
}

const brokenKeys = ({ keys, jobs }: View): string[] =>
  [...keys.values()].flatMap(({ userId, key, jobId }) =>
    jobs.get(jobId)?.userId === userId ? [] : [`key ${key} of ${userId} names job ${jobId}`],
  )
