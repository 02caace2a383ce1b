// How anything in a simulation says that an invariant is broken.

/** `rule` names the invariant as in the list of them (M1, J5, E3 …); a shrunk plan must break the same one. */
export type Blame = (rule: string, what: string) => void
