// Which screen is shown to whom. Screens behind a sign-in ask for it and come back; each is loaded when it is
// needed; the operator's pages are loaded for operators only.
import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import { useLive } from './api/live.ts'
import { type Session, useSession } from './api/session.ts'
import { useMessages } from './i18n/messages.tsx'
import { UnknownPage } from './pages/unknown.page.tsx'
import { Boundary } from './parts/boundary.tsx'
import { Frame } from './parts/frame.tsx'
import { type Route, routeOf, usePath } from './router.tsx'

type ScreenProps<Screen extends Route['screen']> = Omit<
  Extract<Route, { screen: Screen }>,
  'screen'
>

/** Screens for everybody; the others are shown to whoever has signed in. */
const open: readonly Route['screen'][] = ['sign-in', 'sign-up', 'shared', 'unknown']

/** Each screen is a file of its own: whoever reads a result loads nothing of the form, and nobody the rest. */
const screens: { [Screen in Route['screen']]: ComponentType<ScreenProps<Screen>> } = {
  home: lazy(async () => ({ default: (await import('./pages/history.page.tsx')).HistoryPage })),
  new: lazy(async () => ({ default: (await import('./pages/submit.page.tsx')).SubmitPage })),
  job: lazy(async () => ({ default: (await import('./pages/job.page.tsx')).JobPage })),
  result: lazy(async () => ({ default: (await import('./pages/result.page.tsx')).ResultPage })),
  account: lazy(async () => ({ default: (await import('./pages/account.page.tsx')).AccountPage })),
  operator: lazy(async () => ({ default: (await import('./operator/operator.tsx')).Operator })),
  shared: lazy(async () => ({ default: (await import('./pages/shared.page.tsx')).SharedPage })),
  'sign-in': () => <SignInPage isNew={false} />,
  'sign-up': () => <SignInPage isNew />,
  unknown: UnknownPage,
}

const SignInPage = lazy(async () => ({
  default: (await import('./pages/sign-in.page.tsx')).SignInPage,
}))
const WelcomePage = lazy(async () => ({
  default: (await import('./pages/welcome.page.tsx')).WelcomePage,
}))

export function App() {
  const session = useSession()
  const path = usePath()
  const route = routeOf(path)
  useLive(session)
  useFocusOnMove(path)
  return (
    <Frame>
      <Boundary key={route.screen === 'operator' ? route.screen : path}>
        <Suspense fallback={<Loading />}>
          <Screen route={route} session={session} />
        </Suspense>
      </Boundary>
    </Frame>
  )
}

function Screen({ route, session }: { readonly route: Route; readonly session: Session | null }) {
  if (!session && route.screen === 'home') return <WelcomePage />
  if (!session && !open.includes(route.screen)) return <SignInPage isNew={false} wasAsked />
  const { screen, ...given } = route
  if (screen === 'operator' && session?.role !== screen) return <UnknownPage />
  const Shown = screens[screen] as ComponentType<object>
  return <Shown {...given} />
}

function Loading() {
  const m = useMessages()
  return <p className="quiet">{m.frame.loading}</p>
}

/** After a move the reader's place is the new content, not the link that was followed; a screen may name one in it. */
function useFocusOnMove(path: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move is what this is about
  useEffect(() => {
    const isPlaced = document.activeElement?.matches('body, main [tabindex="-1"]')
    if (!isPlaced) document.getElementById('content')?.focus()
  }, [path])
}
