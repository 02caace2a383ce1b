// Where the service of a configuration answers, and whether one does. It asks nothing that would need a key.
import type { Config } from '../config.ts'

/** Where the service of this configuration answers; what listens everywhere is asked on this machine. */
export function urlOf({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  const near = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '::1' : HOST
  return `http://${near.includes(':') ? `[${near}]` : near}:${PORT}`
}

/** Whether a service answers there. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    // Nobody listens; whether the file is free is for its lock to say.
    return false
  }
}
