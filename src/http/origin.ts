// Which web pages may talk to the service: its own, and those of an exact list. Programs send no Origin
// and need none; a page of any other site is refused, on HTTP and on WebSocket alike.

export interface OriginPolicy {
  readonly allowed: ReadonlySet<string>
}

/** Throws a plain `Error` naming the first entry that is not an origin such as `https://app.example.com`. */
export function originPolicy(allowedOrigins: readonly string[]): OriginPolicy {
  for (const origin of allowedOrigins) {
    if (!isOrigin(origin)) {
      throw new Error(
        `"${origin}" is not an origin; write scheme and host only, such as https://app.example.com`,
      )
    }
  }
  return { allowed: new Set(allowedOrigins) }
}

/**
 * `secure`: the request is known to have come by TLS. A page loaded by https from the same host is the
 * service's own also where TLS ends at a proxy that nobody configured; one loaded by http is only
 * while TLS is not known to be in use.
 */
export function allowsOrigin(
  policy: OriginPolicy,
  origin: string | undefined,
  request: { host: string; secure: boolean },
): boolean {
  if (origin === undefined) return true
  if (policy.allowed.has(origin)) return true
  if (origin === `https://${withoutPort(request.host, ':443')}`) return true
  return !request.secure && origin === `http://${withoutPort(request.host, ':80')}`
}

function isOrigin(text: string): boolean {
  try {
    const { origin, protocol } = new URL(text)
    return origin === text && (protocol === 'https:' || protocol === 'http:')
  } catch {
    return false
  }
}

function withoutPort(host: string, defaultPort: string): string {
  const lower = host.toLowerCase()
  return lower.endsWith(defaultPort) ? lower.slice(0, -defaultPort.length) : lower
}
