// Sending a submission: what is sent of a draft, what is wrong with it before it is sent, and what the service
// found wrong, each problem at its field. Nothing is charged here; the service does that once for each key.
import type { FieldProblem } from '../../../src/domain/errors.ts'
import type { Messages } from '../i18n/messages.tsx'
import { refusalOf } from './client.ts'
import { type Draft, dataOf, wrongFields } from './draft.ts'

/** By field; `pasted` for the text as a whole. */
export type Problems = Readonly<Record<string, string>>

export type Checked =
  | { readonly data: unknown; readonly problems?: undefined }
  | { readonly problems: Problems }

export function checkDraft(draft: Draft, m: Messages): Checked {
  return draft.way === 'paste' ? checkPasted(draft.pasted, m) : checkForm(draft, m)
}

function checkForm({ fields }: Draft, m: Messages): Checked {
  const wrong = wrongFields(fields)
  if (wrong.length === 0) return { data: dataOf(fields) }
  const problemOf = (name: string) => {
    const sent = fields[name]?.trim() ?? ''
    return sent === '' ? m.submit.required : m.submit.outOfRange(sent.slice(0, 20))
  }
  return { problems: Object.fromEntries(wrong.map((name) => [name, problemOf(name)])) }
}

function checkPasted(text: string, m: Messages): Checked {
  try {
    const data: unknown = JSON.parse(text)
    if (typeof data === 'object' && data !== null && !Array.isArray(data))
      return { data: bare(data) }
    return { problems: { pasted: m.submit.notObject } }
  } catch (error) {
    return { problems: { pasted: m.submit.notJson((error as Error).message.slice(0, 120)) } }
  }
}

/** The scores of an object that may be a whole request, in either of the service's spellings. */
function bare(data: object): unknown {
  const request = data as Record<string, unknown>
  return request['assessmentData'] ?? request['assessment_data'] ?? data
}

/** The service's own findings, by the names the form has. */
export function problemsIn(error: unknown): Problems {
  const fields: readonly FieldProblem[] = refusalOf(error).details.fields ?? []
  return Object.fromEntries(
    fields.map(({ path, message }) => [path.replace(/^assessmentData\./, ''), message]),
  )
}
