// A worker: asks the service for a job, says that it is alive while it works, reports the result, and asks again.
// It needs nothing but HTTP and JSON; the same in another language is next door, in external-worker-python.
import { hostname } from 'node:os'
import { env, pid, stderr } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

const url = env['UNSTUCK_URL'] ?? 'http://127.0.0.1:3003'
const workerId = env['WORKER_ID'] ?? `${hostname()}-${pid}`

interface Claim {
  jobId: string
  attempt: number
  leaseToken: string
  leaseMs: number // For how long the service waits for a sign of life.
  input: { text: string; takesMs: number }
}

/** The service said no: asking again would not help. */
class Refused extends Error {}

async function call<T>(name: string, body: object, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`${url}/worker/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env['WORKER_KEY']}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  // What the service cannot do now, or not so often, it may do in a moment; everything else is an answer.
  const { status } = response
  if (status >= 500 || status === 429) throw new Error(`the service says ${status}`)
  const answer = (await response.json()) as { data: T; error?: { code: string; message: string } }
  if (answer.error) throw new Refused(`${answer.error.code}: ${answer.error.message}`)
  return answer.data
}

/** The analysis itself. It stops when the signal says that nobody waits for it any more. */
async function analyze({ text, takesMs }: Claim['input'], signal: AbortSignal) {
  await pause(takesMs, undefined, { signal })
  const words = text.match(/\S+/g) ?? []
  const longestWord = words.reduce((one, other) => (other.length > one.length ? other : one), '')
  return { words: words.length, longestWord, countedBy: workerId }
}

async function work({ jobId, attempt, leaseToken, leaseMs, input }: Claim): Promise<void> {
  const lease = { jobId, attempt, leaseToken }
  const done = new AbortController()
  const beating = beat(lease, leaseMs, done)
  try {
    const result = await analyze(input, done.signal)
    // Repeated under the same lease, a report is answered the same: nothing happens twice.
    await repeated(() => call('complete', { ...lease, result }), done.signal)
  } catch (error) {
    say(`${jobId}: ${error}`)
    // Given to another worker, ended, or counted as a failed try: in each case not ours any more.
    if (error instanceof Refused || done.signal.aborted) return
    await call('fail', { ...lease, reason: `${error}`.slice(0, 999), transient: true }).catch(say)
  } finally {
    done.abort()
    await beating
  }
}

/** A lost beat is made good by the next; one that is refused ends the work. */
async function beat(lease: object, leaseMs: number, done: AbortController): Promise<void> {
  for (;;) {
    await pause(leaseMs / 3, undefined, { signal: done.signal }).catch(() => {})
    if (done.signal.aborted) return
    await call('heartbeat', lease).catch((error) => error instanceof Refused && done.abort())
  }
}

async function repeated(report: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return report().catch(async (error) => {
    if (error instanceof Refused) throw error
    await pause(1_000, undefined, { signal })
    return repeated(report, signal)
  })
}

const say = (what: unknown): void => void stderr.write(`${what}\n`)
const stopping = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort())
const { signal } = stopping
// What it has when it is asked to stop is finished first.
for (let pauseMs = 1_000; !signal.aborted; ) {
  try {
    const wish = { workerId, assessmentName: 'Word Count', waitMs: 20_000 }
    const claim = await call<Claim | null>('claim', wish, signal)
    if (claim) await work(claim)
    pauseMs = 1_000
  } catch (error) {
    const isForGood = error instanceof Refused // A wrong key stays wrong: somebody has to look.
    const next = isForGood ? 'stopped, see WORKER_KEY and UNSTUCK_URL' : `again in ${pauseMs} ms`
    if (!signal.aborted) say(`${next}: ${error}`)
    if (isForGood) process.exit(1)
    await pause(pauseMs, undefined, { signal }).catch(() => {})
    pauseMs = Math.min(2 * pauseMs, 30_000)
  }
}
