// A receiver of webhooks, as a process of its own: it writes down what it is sent before it answers, and answers badly,
// late or not at all to some of what it sees for the first time. Arguments: the file it writes.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [path] = process.argv.slice(2)
const seen = new Map()

const bad = [
  (_request, response) => response.writeHead(503).end(),
  (request) => request.socket.destroy(),
  (_request, response) => setTimeout(() => response.writeHead(200).end(), 600),
]

const server = createServer(async (request, response) => {
  const chunks = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    // The service died while it was sending.
    return
  }
  const id = String(request.headers['webhook-id'])
  const times = (seen.get(id) ?? 0) + 1
  seen.set(id, times)
  const odd = times === 1 ? id.charCodeAt(id.length - 1) % 20 : -1
  const { type, data } = JSON.parse(Buffer.concat(chunks).toString())
  const isWell = odd !== 0 && odd !== 1
  appendFileSync(path, `${JSON.stringify({ id, type, jobId: data.jobId, n: data.id, isWell })}\n`)
  const answer = bad[odd] ?? ((_, whole) => whole.writeHead(204).end())
  answer(request, response)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
