// A process that does nothing but look at the clock. Where it was kept from looking for longer than it may
// be, the machine ran nobody: it says from when to when, one line each. It ends when its parent does.
const tickMs = 20
/** Shorter gaps are what sharing a processor costs, and are left to whoever is measured. */
const gapMinMs = 250

let last = Date.now()
setInterval(() => {
  const now = Date.now()
  const dueAt = last + tickMs
  if (now - dueAt >= gapMinMs) process.stdout.write(`${dueAt} ${now}\n`)
  last = now
}, tickMs)
process.stdin.on('close', () => process.exit(0)).resume()
