// Durations: milliseconds that no step of the wall clock touches. For measuring, never for dates.
export const monotonicMs = (): number => performance.now()
