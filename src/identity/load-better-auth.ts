// Loads better-auth when somebody first signs in or up, or a little earlier: it is more than half of what a
// start would load, and checking a token needs none of it. It configures nothing itself.
import type { BetterAuth, BetterAuthSettings } from './better-auth.ts'

/** Gives the one instance of a service, loading it at first use. */
export type LoadBetterAuth = () => Promise<BetterAuth>

export function betterAuthLoader(settings: BetterAuthSettings): LoadBetterAuth {
  let loading: Promise<BetterAuth> | undefined
  return () => {
    loading ??= load(settings).catch((error: unknown) => {
      // Such as too many open files: the next one to sign in tries again.
      loading = undefined
      throw error
    })
    return loading
  }
}

async function load(settings: BetterAuthSettings): Promise<BetterAuth> {
  const { configureBetterAuth } = await import('./better-auth.ts')
  return configureBetterAuth(settings)
}
