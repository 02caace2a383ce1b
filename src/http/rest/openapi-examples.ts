// Examples for the OpenAPI document, read from its own schemas: a field shows what its schema gives as an example, or
// else the simplest value that the schema allows. A test holds every one of them to its schema.

export interface JsonSchema {
  readonly type?: string
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly format?: string
  readonly minimum?: number
}

const exampleInstant = '2026-11-24T08:30:00.000Z'

/** One value that the schema accepts. */
export function exampleOf(schema: JsonSchema): unknown {
  const { examples, enum: words, anyOf, oneOf } = schema
  if (examples) return examples[0]
  if ('const' in schema) return schema.const
  if ('default' in schema) return schema.default
  if (words) return words[0]
  const [first] = anyOf ?? oneOf ?? []
  return first ? exampleOf(first) : plainExampleOf(schema)
}

function plainExampleOf({ type, properties = {}, items = {}, format, minimum }: JsonSchema) {
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties).map(([name, schema]) => [name, exampleOf(schema)]),
      )
    case 'array':
      return [exampleOf(items)]
    case 'string':
      return format === 'date-time' ? exampleInstant : 'text'
    case 'integer':
    case 'number':
      return Math.max(1, minimum ?? 1)
    case 'boolean':
      return true
    default:
      return null
  }
}
