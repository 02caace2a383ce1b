// Saves all that is held about a person to a file.
import { useMutation } from '@tanstack/react-query'
import { collectOwnData } from '../api/own-data.ts'
import { useWords } from '../i18n/account-words.tsx'
import { saveFile } from '../system/save-file.ts'
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

const download = (data: unknown): void =>
  saveFile('unstuck-my-data.json', JSON.stringify(data, null, 2), 'application/json')
