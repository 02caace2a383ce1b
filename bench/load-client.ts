// The process of the load client: does what its parent sends and answers with what came of it. It ends with
// its parent.
import type { Load } from './load.ts'
import { callOverRest } from './load-rest.ts'
import { Subscribers } from './load-subscribers.ts'
import { callOverWebSocket } from './load-ws.ts'

const subscribers = new Subscribers()

process.on('disconnect', () => process.exit())
process.on('message', async (load: Load) => {
  try {
    process.send?.({ done: (await run(load)) ?? null })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) })
  }
})

function run(load: Load): Promise<unknown> {
  switch (load.kind) {
    case 'rest':
      return callOverRest(load)
    case 'ws':
      return callOverWebSocket(load)
    case 'subscribe':
      return subscribers.open(load)
    case 'receive':
      return subscribers.receive()
    case 'close':
      return subscribers.close()
  }
}
