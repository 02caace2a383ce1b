// Where the keys of an issuer may be fetched from. It fetches nothing.

/** Whoever could change the keys on their way here could sign tokens. */
export const isSafeKeysUrl = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' ||
  (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
