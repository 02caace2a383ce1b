// What a row of samples says: whether something grows, and how much of it stands for one more hour. Pure; it measures
// nothing.

export interface Point {
  /** Hours since the first. */
  readonly hours: number
  readonly value: number
}

export interface Growth {
  /** Least-squares slope, per hour. */
  readonly perHour: number
  /** Standard error of the slope, per hour; infinite with fewer than three points. */
  readonly error: number
  /** How much more the line says there is at the last point than at the first. */
  readonly total: number
}

/** The line through the points, by least squares. */
export function growthOf(points: readonly Point[]): Growth {
  const count = points.length
  const meanHours = mean(points.map(({ hours }) => hours))
  const meanValue = mean(points.map(({ value }) => value))
  let spread = 0
  let together = 0
  for (const { hours, value } of points) {
    spread += (hours - meanHours) ** 2
    together += (hours - meanHours) * (value - meanValue)
  }
  if (count < 3 || spread === 0) {
    return { perHour: 0, error: Number.POSITIVE_INFINITY, total: 0 }
  }
  const perHour = together / spread
  let left = 0
  for (const { hours, value } of points) {
    left += (value - meanValue - perHour * (hours - meanHours)) ** 2
  }
  const error = Math.sqrt(left / (count - 2) / spread)
  const length = (points.at(-1)?.hours ?? 0) - (points[0]?.hours ?? 0)
  return { perHour, error, total: perHour * length }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
