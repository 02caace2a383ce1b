// Sending a submission: what is sent of a draft, what is wrong with it before it is sent, and what the service
// found wrong, each problem at its field. Nothing is charged here; the service does that once for each key.
import type { FieldProblem } from '../../../src/domain/errors.ts'
import type { Messages } from '../i18n/messages.tsx'
import { refusalOf } from './client.ts'
import { type Draft, dataOf, fieldNames, wrongFields } from './draft.ts'
import { groups } from './scores.ts'

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
  const problemOf = (name: string) => problemWords(m, fields[name]?.trim() ?? '')
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

/** The service's own findings, by the names the form has; of the form's fields in the words of the form. */
export function problemsIn(error: unknown, m: Messages): Problems {
  const fields: readonly FieldProblem[] = refusalOf(error).details.fields ?? []
  return Object.fromEntries(
    fields.map(({ path, message, sent }) => {
      const name = path.replace(/^assessmentData\./, '')
      return [name, formWords(m, name, sent) ?? message]
    }),
  )
}

function formWords(m: Messages, name: string, sent: string | undefined): string | undefined {
  const [group = ''] = name.split('.')
  if (!Object.hasOwn(groups, group)) return undefined
  if (name === group) return m.submit.notObject
  if (!fieldNames.includes(name)) return m.submit.stray
  return problemWords(m, sent?.replace(/^"|"$/g, '') ?? '')
}

const problemWords = (m: Messages, sent: string): string =>
  sent === '' ? m.submit.required : m.submit.outOfRange(sent.slice(0, 20))
