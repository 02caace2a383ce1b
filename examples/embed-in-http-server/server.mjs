// A server of your own, with the service below /analysis: one process, one port, your routes beside it.
import { createServer } from 'node:http'
import { createService, readConfig } from 'unstuck'

const service = await createService({ config: readConfig(process.env) })
const analysis = service.mount('/analysis')

const server = createServer((request, response) => {
  // Before anything that parses bodies; false: it is not for the service.
  if (analysis.handle(request, response)) return
  response.setHeader('content-type', 'text/plain')
  response.end(`The shop's own page at ${request.url}\n`)
})

// Live events over WebSocket.
server.on('upgrade', (request, socket, head) => {
  if (!analysis.upgrade(request, socket, head)) socket.destroy()
})

server.listen(Number(process.env.SHOP_PORT ?? 8080), '127.0.0.1', () => {
  console.log(`The shop is at http://127.0.0.1:${server.address().port}`)
})

process.once('SIGTERM', async () => {
  // First the service, which lets analyses end and tells live clients to come back; then your server.
  await service.stop()
  server.close()
  server.closeAllConnections()
})
