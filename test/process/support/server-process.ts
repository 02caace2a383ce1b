// The built server as a process of its own, to be driven over the network and killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export class ServerProcess {
  readonly url: string
  /** When it has ended, by itself or not: its exit code, or null after a signal. */
  readonly exited: Promise<number | null>
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    this.exited = once(child, 'exit').then(([code]) => code)
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

  /** Makes an account; resolves with its token. */
  async register(): Promise<string> {
    const response = await fetch(`${this.url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@example.com', password: 'a password for tests' }),
    })
    const { data } = (await response.json()) as { data: { token: string } }
    return data.token
  }

  /** Ends it as it is; resolves with its exit code, or null after SIGKILL. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal)
    return this.exited
  }
}
