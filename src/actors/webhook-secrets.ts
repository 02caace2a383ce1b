// The secrets that deliveries are signed with: made here, told once, stored sealed. A copy of the database signs nothing
// without the service's own secret, which lies beside it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

/** As receivers know them: 32 random bytes in base64 behind `whsec_`. */
export const makeSigningSecret = (newSecret: () => string): string =>
  `whsec_${Buffer.from(newSecret(), 'base64url').toString('base64')}`

export class SecretBox {
  readonly #key: Buffer

  /** `secret` is the service's own; another one opens nothing that was sealed. */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'unstuck webhook secrets', keyBytes))
  }

  /** Sealed for this endpoint: in the row of another it does not open. */
  seal(secret: string, endpointId: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, this.#key, nonce)
    cipher.setAAD(Buffer.from(endpointId))
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }

  /** Throws where it was sealed by another secret, for another endpoint, or was changed. */
  open(sealed: string, endpointId: string): string {
    const bytes = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAAD(Buffer.from(endpointId))
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes))
    return Buffer.concat([opened, decipher.final()]).toString('utf8')
  }
}
