// The built server as a process of its own, to be driven over the network and killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export class ServerProcess {
  readonly url: string
  /** Resolves when it has ended, by itself or not. */
  readonly exited: Promise<unknown>
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    this.exited = once(child, 'exit')
  }

  /** Starts `unstuck serve` with these variables; resolves when it says where it serves. */
  static async start(env: Record<string, string>): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['dist/src/cli.js', 'serve', '--json'], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const errors: string[] = []
    child.stderr?.on('data', (text) => errors.push(String(text)))
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      // The child's log has its own lines; this one is its answer.
      const said = JSON.parse(line) as { url?: string; databasePath?: string }
      if (said.url && said.databasePath) {
        child.stdout?.resume()
        return new ServerProcess(child, said.url)
      }
    }
    throw new Error(`The server did not start: ${errors.join('')}`)
  }

  /** Ends it as it is; resolves with its exit code, or null after SIGKILL. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    const [code] = await exited
    return code
  }
}
