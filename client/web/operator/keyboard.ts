// The keys of the operator's pages: to the search, through the rows of a list, and to the list of keys. They do
// nothing while somebody types or a dialog is open.
import { useEffect } from 'react'
import { go } from '../router.tsx'
import { screenPath } from './address.ts'

export function useKeys(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isBusy(event.target)) return
      if (act(event.key, onHelp)) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [onHelp])
}

/** Whether the key meant something. */
function act(key: string, onHelp: () => void): boolean {
  switch (key) {
    case '/':
      search()
      return true
    case '?':
      onHelp()
      return true
    case 'j':
    case 'k':
      return step(key === 'j' ? 1 : -1)
    case 'x':
      return pick()
    default:
      return false
  }
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof HTMLElement)) return false
  const isCheck = target instanceof HTMLInputElement && target.type === 'checkbox'
  return !isCheck && target.closest('input, textarea, select') !== null
}

/** The search field of the list of jobs; from elsewhere, the list with its field in focus. */
function search(): void {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]')
  if (field) field.focus()
  else go(`${screenPath('jobs')}?find=1`)
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('tr[data-row]')]
const rowInFocus = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>('tr[data-row]') ?? null

function step(by: number): boolean {
  const all = rows()
  const here = rowInFocus()
  const at = here ? all.indexOf(here) + by : by > 0 ? 0 : all.length - 1
  const link = all[at]?.querySelector<HTMLElement>('a')
  link?.focus()
  link?.scrollIntoView({ block: 'nearest' })
  return all.length > 0
}

function pick(): boolean {
  const box = rowInFocus()?.querySelector<HTMLInputElement>('input[type="checkbox"]')
  box?.click()
  return box !== undefined && box !== null
}
