// Says in plain words what is wrong with a value and what would be right, for every kind of issue a Zod
// schema can raise. It is used where a schema brings no words of its own; Zod's never reach a caller.
import type { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue
type Issue = z.core.$ZodIssue

const textMax = 200

/** As Zod's `error` takes it: a predicate for the field, such as "must be at most 100". */
export function plainMessage(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${typeWords(issue.expected)}`
    case 'too_small':
    case 'too_big':
      return boundMessage(issue)
    case 'invalid_format':
      return `must ${formatWords(issue)}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_value':
      if (issue.input === undefined) return 'is required'
      return `must be ${choiceWords(issue.values)}`
    case 'unrecognized_keys':
      return 'is not a field of this assessment'
    case 'invalid_union':
      return unionMessage(issue)
    case 'invalid_key':
      return `has a name that ${firstMessage(issue.issues)}`
    case 'invalid_element':
      return `holds something that ${firstMessage(issue.issues)}`
    case 'custom':
      return 'is not what can be taken here'
  }
}

/** What would be right, in short; nothing where only the message can say it. */
export function plainLimit(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected)
    case 'too_small':
    case 'too_big':
      return boundWords(issue)
    case 'invalid_value':
      return choiceWords(issue.values)
    case 'invalid_format':
      return issue.pattern === undefined ? undefined : cut(issue.pattern, textMax)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    default:
      return undefined
  }
}

/** The issues to tell of: of a union's branches those of the one that was meant, where one can be told. */
export function toldIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.filter((branch) => !branch.some(isOtherType))
  const [only] = meant
  if (meant.length !== 1 || !only) return [issue]
  return only
    .map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .flatMap(toldIssues)
}

/** At most so many characters, and no half of a surrogate pair at the end. */
export function cut(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  date: 'an instant',
  null: 'null',
  undefined: 'left out',
  never: 'left out',
}

const typeWords = (expected: string): string => types[expected] ?? `of the type ${expected}`

type Bound =
  | Omit<z.core.$ZodIssueTooSmall, 'message' | 'path'>
  | Omit<z.core.$ZodIssueTooBig, 'message' | 'path'>

function boundMessage(issue: Bound): string {
  const verb = sizeUnit(issue.origin) === '' ? 'be' : 'have'
  const isEmpty = issue.code === 'too_small' && issue.minimum === 1 && issue.inclusive !== false
  return verb === 'have' && isEmpty ? 'must not be empty' : `must ${verb} ${boundWords(issue)}`
}

function boundWords(issue: Bound): string {
  const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum
  const unit = sizeUnit(issue.origin).slice(0, Number(bound) === 1 ? -1 : undefined)
  const sized = issue.origin === 'date' ? new Date(Number(bound)).toISOString() : `${bound}${unit}`
  if (issue.exact === true) return `exactly ${sized}`
  if (issue.code === 'too_small') {
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${sized}`
  }
  return `${issue.inclusive === false ? 'less than' : 'at most'} ${sized}`
}

const sizeUnits: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' items',
  set: ' items',
  map: ' fields',
  object: ' fields',
  record: ' fields',
  file: ' bytes',
}

const sizeUnit = (origin: string): string => sizeUnits[origin] ?? ''

const formats: Readonly<Record<string, string>> = {
  email: 'be an e-mail address',
  url: 'be a URL',
  uuid: 'be a UUID',
  guid: 'be a UUID',
  datetime: 'be an instant such as 2026-01-31T12:00:00Z',
  date: 'be a date such as 2026-01-31',
  time: 'be a time such as 12:00:00',
  ipv4: 'be an IPv4 address',
  ipv6: 'be an IPv6 address',
  json_string: 'be JSON',
}

type Format = Extract<RawIssue, { code: 'invalid_format' }>

function formatWords({ format, pattern, ...more }: Format): string {
  if (format === 'starts_with') return `start with "${more['prefix']}"`
  if (format === 'ends_with') return `end with "${more['suffix']}"`
  if (format === 'includes') return `contain "${more['includes']}"`
  if (format === 'regex') return `match ${cut(pattern ?? 'its pattern', textMax)}`
  return formats[format] ?? `be a valid ${format}`
}

function choiceWords(values: readonly unknown[]): string {
  const shown = values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value)))
  return cut(shown.length === 1 ? (shown[0] ?? '') : `one of ${shown.join(', ')}`, textMax)
}

function unionMessage(issue: Extract<RawIssue, { code: 'invalid_union' }>): string {
  if (issue.input === undefined) return 'is required'
  if (issue.inclusive === false) return 'fits more than one of the forms it may have'
  const said = issue.errors.map((branch) => branch.find(({ path }) => path.length === 0)?.message)
  const forms = said.map((words) => /^must be (.+)$/.exec(words ?? '')?.[1])
  if (forms.length === 0 || forms.includes(undefined)) return 'has none of the forms it may have'
  return cut(`must be ${[...new Set(forms)].join(', or ')}`, textMax)
}

const isOtherType = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')

const firstMessage = (issues: readonly Issue[]): string =>
  issues[0]?.message ?? 'is not what can be taken here'
