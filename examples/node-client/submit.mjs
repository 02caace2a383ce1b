// Submits scores with the typed client, shows each event as it happens, and prints what the analysis found.
import { readFile } from 'node:fs/promises'
import { createUnstuckClient, isUnstuckError, JobFailedError } from 'unstuck/client'
import { WebSocket } from 'ws'

const url = process.env.UNSTUCK_URL ?? 'http://127.0.0.1:3003'
const account = {
  email: process.env.UNSTUCK_EMAIL ?? 'you@example.com',
  password: process.env.UNSTUCK_PASSWORD ?? 'choose your own',
}

/** A token of the account, which is made at first. Yours may come from your own issuer instead. */
async function token() {
  for (const path of ['/auth/login', '/auth/register']) {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    })
    const { data } = await response.json()
    if (data) return data.token
  }
  throw new Error(`Cannot sign in at ${url}`)
}

const file = process.argv[2] ?? 'examples/talent-mapping.json'
const { assessment_data: scores } = JSON.parse(await readFile(file, 'utf8'))

// Node 20 has no WebSocket of its own; from 22 on leave it out.
const client = createUnstuckClient({ url, token: await token(), WebSocket })
try {
  const job = await client.submit(scores)
  console.log(`job ${job.jobId}, ${job.answer.remainingTokens} tokens left`)
  // Each once and in order, whatever happens to the connection.
  for await (const { event, timestamp } of job.events()) console.log(timestamp, event)
  const profile = await job.done()
  console.log(profile.archetype)
  console.log(profile.shortSummary)
} catch (error) {
  process.exitCode = 1
  if (error instanceof JobFailedError) {
    console.error(`failed with ${error.code}; ${error.refundedTokens} token(s) came back`)
  } else if (isUnstuckError(error, 'INSUFFICIENT_TOKENS')) {
    console.error(`costs ${error.details.required}, the account has ${error.details.available}`)
  } else if (isUnstuckError(error, 'VALIDATION_ERROR')) {
    for (const { path, message } of error.details.fields) console.error(`${path} ${message}`)
  } else throw error
} finally {
  client.close()
}
