// `npm run dev`: the service from its sources, restarted when they change, and beside it the pages with hot
// reload; open the address that Vite prints. Both end together. Threads of analyses run from the last build.
import { spawn } from 'node:child_process'

const { PORT = '3003', WEB_PORT = '5173' } = process.env
const env = { ...process.env, PORT, WEB_PORT, UNSTUCK_URL: `http://127.0.0.1:${PORT}` }
const parts = [
  ['tsx', 'watch', 'src/cli.ts', 'serve'],
  ['vite', 'client/web'],
].map(([command, ...args]) => spawn(command, args, { env, stdio: 'inherit' }))

const stop = () => {
  for (const part of parts) part.kill('SIGTERM')
}
for (const part of parts) part.once('exit', stop)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
