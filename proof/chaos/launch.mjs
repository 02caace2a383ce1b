// The built service as `unstuck serve` runs it, with what only a test may do to it: die at a named place,
// or find its database full. Told by its parent over IPC; what is armed from the start comes as argument.
import { createService, readConfig } from '../../dist/src/index.js'
import { arm, pass } from './crash-points.mjs'

process.umask(0o077)
const [fromStart] = process.argv.slice(2)
if (fromStart) arm(JSON.parse(fromStart))

const service = await createService({ config: readConfig(process.env), crashPoint: pass })
markPlaces(service.runtime)
pass('opened')

const stop = async () => {
  pass('draining')
  await service.stop()
  pass('stopped')
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('message', (order) => {
  if (order.arm) arm(order.arm)
  if (order.disk) limitPages(order.disk)
})
process.on('disconnect', () => process.exit(1))

const { url } = await service.start()
pass('listening')
void service.recovered().then(() => pass('recovered'))
process.stdout.write(`${JSON.stringify({ url, databasePath: service.config.databasePath })}\n`)

/** The places that the service does not name itself, put around the parts it gives to embedders. */
function markPlaces({ supervisor, feed, dispatcher, monitor }) {
  around(supervisor, 'dispatchNow', undefined, 'decided')
  around(feed, 'wake', 'telling', 'told')
  around(dispatcher, 'resume', 'resuming', undefined)
  around(monitor, 'repairOverdue', 'repairing', undefined)
}

function around(part, method, before, after) {
  const own = part[method].bind(part)
  part[method] = (...given) => {
    if (before) pass(before)
    const value = own(...given)
    if (after) pass(after)
    return value
  }
}

/** `full`: not one page more than there are. SQLite answers as it does when the disk is full. */
function limitPages(disk) {
  const { $client } = service.runtime.db
  const pages = disk === 'full' ? $client.pragma('page_count', { simple: true }) : 2 ** 30
  $client.pragma(`max_page_count = ${pages}`)
}
