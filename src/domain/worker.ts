// The bounds of what workers outside may say and ask for. Words only.

/** Longer polls would meet the timeouts of common proxies. */
export const claimWaitMaxMs = 30_000
export const workerIdMaxChars = 100
/** A token has 43; more is none of ours. */
export const leaseTokenMaxChars = 100
/** How a worker may call the analyzer it is, `name@version`. */
export const analyzerMaxChars = 100
/** What is kept of the note of a report. */
export const noteMaxChars = 200
/** What is kept of the reason of a failed try. */
export const reasonMaxChars = 2_000
