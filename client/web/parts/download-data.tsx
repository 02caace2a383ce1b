// Saves all that is held about a person to a file. It is made from memory: what is in it goes to no address.
import { useMutation } from '@tanstack/react-query'
import { collectOwnData } from '../api/own-data.ts'
import { useWords } from '../i18n/account-words.tsx'
import { Refused } from './refusal.tsx'

export function DownloadData() {
  const w = useWords()
  const exporting = useMutation({ mutationFn: async () => download(await collectOwnData()) })
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={exporting.isPending}
        onClick={() => !exporting.isPending && exporting.mutate()}
      >
        {exporting.isPending ? w.exporting : w.export}
      </button>
      <Refused error={exporting.error} />
    </>
  )
}

function download(data: unknown): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = 'unstuck-my-data.json'
  link.click()
  URL.revokeObjectURL(url)
}
