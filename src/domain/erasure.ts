// How long an erasure may take before somebody should look. It erases nothing.

/** A large account takes seconds: whatever is unfinished after this needs somebody. */
export const erasureLateMs = 3_600_000
