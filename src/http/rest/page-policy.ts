// The content policy of pages that the service shows: what each of them may load, and what none may do. It serves nothing.

/** Under `own`, such as `script-src 'self'`; no other host, no frame, no form that leaves, no text turned into script. */
export const pagePolicyOf = (own: readonly string[]): string =>
  [
    "default-src 'none'",
    ...own,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
