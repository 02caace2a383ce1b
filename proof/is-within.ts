// What the command lines of the harnesses ask of a number.

/** A whole number from `min` to `max`, both included. */
export const isWithin = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max
