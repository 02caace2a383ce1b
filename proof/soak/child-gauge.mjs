// Preloaded into the service of a soak: on its parent's word it collects its garbage and says what is left. It
// changes nothing that the service does.
import { setImmediate as turn } from 'node:timers/promises'

process.on('message', async (word) => {
  if (word !== 'gauge') return
  // What finalizers let go of is collected by the second.
  globalThis.gc()
  await turn()
  globalThis.gc()
  const { heapUsed, rss } = process.memoryUsage()
  const resources = {}
  for (const kind of process.getActiveResourcesInfo()) {
    resources[kind] = (resources[kind] ?? 0) + 1
  }
  process.send({ heapUsed, rss, resources })
})
// Being asked is no reason to stay, but nobody is left to stop it when its parent has died.
process.channel.unref()
process.on('disconnect', () => process.exit(1))
