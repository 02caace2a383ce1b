// The demo's own check: what it shows must be so, or it fails.

/** Throws, with what should have been, where it does not hold. */
export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The demo differs from what it should show: ${what}`)
}
