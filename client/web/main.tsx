// Starts the pages.
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/client.ts'
import { onSession } from './api/session.ts'
import { App } from './app.tsx'
import { firstTheme, showTheme } from './i18n/locale.ts'
import { LanguageProvider } from './i18n/messages.tsx'
import './styles/base.css'
import './styles/parts.css'
import './styles/result.css'
import './styles/print.css'

showTheme(firstTheme())
// Nothing of one person may be seen by the next one at the same screen.
onSession(() => queryClient.clear())

const place = document.getElementById('app')
if (!place) throw new Error('The page has no place for the app')
createRoot(place).render(
  <QueryClientProvider client={queryClient}>
    <LanguageProvider>
      <App />
    </LanguageProvider>
  </QueryClientProvider>,
)
