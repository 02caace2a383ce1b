// Somebody who uses a served Unstuck over REST: registers, submits, reads the result. What is tried as somebody gets it
// (the package, the container, the systemd unit) is used by this; it starts nothing, and imports nothing of the project.
// `node scripts/person.mjs http://… submission.json [--no-wait]` prints the job.
import { readFileSync } from 'node:fs'

/** Registers, submits and, unless told not to wait, reads the result. Gives the job; throws where it is not completed. */
export async function submitAt(url, submission, { wait = true } = {}) {
  const email = `ana-${process.pid}-${Date.now()}@example.com`
  const person = { email, password: 'choose your own' }
  const { token } = await ask(url, 'POST', '/auth/register', undefined, person)
  const { jobId, resultId } = await ask(url, 'POST', '/assessment/submit', token, submission)
  if (!wait) return { jobId }
  let job = await ask(url, 'GET', `/assessment/status/${jobId}`, token)
  while (!['completed', 'failed'].includes(job.status)) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    job = await ask(url, 'GET', `/assessment/status/${jobId}`, token)
  }
  const result = await ask(url, 'GET', `/archive/results/${resultId}`, token)
  if (job.status !== 'completed' || !result.test_result) {
    throw new Error(`The job is ${job.status}, its result ${JSON.stringify(result).slice(0, 300)}`)
  }
  const page = await fetch(`${url}/app/`)
  if (!page.ok) throw new Error(`The pages answer ${page.status}`)
  return { jobId }
}

async function ask(url, method, path, token, body) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!answer.success) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer.data
}

if (process.argv[1]?.endsWith('person.mjs')) {
  const [url = '', file = '', ...options] = process.argv.slice(2)
  const submission = JSON.parse(readFileSync(file, 'utf8'))
  const { jobId } = await submitAt(url, submission, { wait: !options.includes('--no-wait') })
  process.stdout.write(`${jobId}\n`)
}
