// What a command was asked wrongly: it ends with 2, as a configuration does that is not usable.

export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `30s`, `500ms`, `2m` or `1h` in milliseconds, up to a day. Throws `UsageError` for anything else. */
export function readDuration(name: string, text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * (units[unit] ?? 0)
  if (amount !== '' && ms <= 86_400_000) return ms
  throw new UsageError(
    `${name} must be a duration such as 30s, 500ms or 2m, up to 24h, not "${text}"`,
  )
}

/** A whole number within bounds. Throws `UsageError` that names them. */
export function readWhole(name: string, text: string, min: number, max: number): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
  throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not "${text}"`)
}
