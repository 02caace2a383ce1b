// Joins the issuer to the procedures: what they ask of sign-up and sign-in, answered by the embedded
// issuer, or refused where somebody else issues the tokens.
import type { Accounts } from './actors/accounts.ts'
import { DomainError } from './domain/errors.ts'
import { addressKey } from './http/client-address.ts'
import type { Profile as IssuerProfile } from './identity/account-store.ts'
import type { SignIn } from './identity/embedded-issuer.ts'
import type { Identity } from './identity/identity.ts'
import type { IdentityPort, Profile, SignedIn } from './router/context.ts'
import type { Clock } from './system/clock.ts'

export function makeIdentityPort(
  identity: Identity,
  accounts: Accounts,
  clock: Pick<Clock, 'now'>,
): IdentityPort {
  const own = () => {
    if (identity.accounts && identity.issuer)
      return { ...identity, accounts: identity.accounts, issuer: identity.issuer }
    throw new DomainError('FORBIDDEN', 'Accounts are kept by another issuer; sign in there')
  }
  const signedIn = async (signIn: SignIn): Promise<SignedIn> => {
    const { subject: id, email, username: name, token, expiresAt } = signIn
    // The account, and with it the starting balance, is there before the first answer.
    await accounts.ensure({ id, email, name })
    return { token, expiresAt, userId: id }
  }
  return {
    register: async ({ email, password, username }, { remoteAddress }) => {
      const registration = { email, password, ...(username !== undefined && { username }) }
      return signedIn(await own().accounts.register(registration, addressKey(remoteAddress)))
    },
    login: async (credentials, { remoteAddress }) =>
      signedIn(await own().accounts.login(credentials, addressKey(remoteAddress))),
    logout: async ({ userId, email, sessionId, expiresAt }) => {
      const { issuer } = own()
      await issuer.logout({
        subject: userId,
        issuer: 'unstuck',
        email,
        name: null,
        sessionId,
        expiresAt,
        signedInAt: null,
      })
    },
    confirm: async ({ userId, signedInAt }, { password }, { remoteAddress }) => {
      if (!identity.accounts) return requireFresh(signedInAt, clock.now())
      await identity.accounts.confirm(userId, password, addressKey(remoteAddress))
    },
    profile: (userId) =>
      identity.accounts ? profileOf(identity.accounts.profile(userId)) : accounts.profile(userId),
    updateProfile: async (userId, { username }) => {
      const { accounts: kept } = own()
      if (username === undefined) return profileOf(kept.profile(userId))
      return profileOf(await kept.updateProfile(userId, { username }))
    },
  }
}

const profileOf = ({ subject, email, username }: IssuerProfile): Profile => ({
  userId: subject,
  email,
  username,
  name: username,
})

/** How long after a sign-in elsewhere its token is taken for its owner's word. */
const freshMs = 10 * 60_000

function requireFresh(signedInAt: number | null, now: number): void {
  if (signedInAt !== null && now - signedInAt <= freshMs) return
  throw new DomainError(
    'FORBIDDEN',
    'Sign in once more and repeat this within ten minutes: it cannot be undone',
  )
}
