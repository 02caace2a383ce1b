// Valid inputs of a Zod schema, as fast-check arbitraries: by way of its JSON schema, which says the same in
// fewer kinds of nodes. What the schema leaves open (`z.unknown()`) is filled by the name of the field.
import fc from 'fast-check'
import { z } from 'zod'

interface Node {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Node | boolean
  readonly propertyNames?: Node
  readonly items?: Node
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

/** What a field of this name usually holds; asked before the schema where the schema says little. */
export type Hints = (name: string) => fc.Arbitrary<unknown> | undefined

/** Items and characters beyond what a mutation cannot reach anyway. */
const itemsMax = 12
const textMax = 40

export function arbitraryOf(schema: z.ZodType, hints: Hints = () => undefined) {
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
  const isOptional = schema.safeParse(undefined).success
  const value = arbitraryFor(node, '', hints)
  return isOptional ? fc.option(value, { nil: undefined, freq: 8 }) : value
}

function arbitraryFor(node: Node, name: string, hints: Hints): fc.Arbitrary<unknown> {
  const hinted = isOpen(node) ? hints(name) : undefined
  if (hinted) return hinted
  if ('const' in node) return fc.constant(node.const)
  if (node.enum) return fc.constantFrom(...node.enum)
  const options = node.anyOf ?? node.oneOf
  if (options) return fc.oneof(...options.map((option) => arbitraryFor(option, name, hints)))
  switch (node.type) {
    case 'object':
      return objectOf(node, hints)
    case 'array':
      return fc.array(
        arbitraryFor(node.items ?? {}, name, hints),
        lengths(node.minItems, node.maxItems),
      )
    case 'string':
      return textOf(node)
    case 'integer':
      return fc.oneof(...bounds(node).map((at) => fc.constant(at)), fc.integer(within(node)))
    case 'number':
      return fc.double({ min: node.minimum ?? -1e6, max: node.maximum ?? 1e6, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 3 })
  }
}

/** Fields that accept about anything are better filled with what the service knows. */
const isOpen = (node: Node): boolean =>
  node.type === undefined
    ? !(node.const !== undefined || node.enum || node.anyOf || node.oneOf)
    : node.type === 'string' && node.pattern === undefined && node.enum === undefined

function objectOf(node: Node, hints: Hints): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = node
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [name, arbitraryFor(child, name, hints)]),
  )
  const fixed = fc.record(model, { requiredKeys: [...required] })
  if (typeof additionalProperties !== 'object' || Object.keys(model).length > 0) return fixed
  const key = propertyNames ? textOf(propertyNames) : fc.string({ minLength: 1, maxLength: 10 })
  return fc.dictionary(key, arbitraryFor(additionalProperties, '', hints), { maxKeys: 4 })
}

function textOf({ pattern, format, minLength, maxLength }: Node): fc.Arbitrary<string> {
  if (format === 'email') return fc.nat().map((n) => `person${n}@example.com`)
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength: 300 })
  const min = minLength ?? 0
  const max = Math.max(min, Math.min(maxLength ?? textMax, min + textMax))
  const usual = fc.string({ minLength: min, maxLength: max })
  // Trimmed before it is measured: spaces at the ends are not what a valid text is made of.
  const solid = usual.map((text) => (text.trim().length >= min ? text : 'x'.repeat(min)))
  if (maxLength === undefined) return solid
  return fc.oneof({ weight: 9, arbitrary: solid }, fc.constant('y'.repeat(maxLength)))
}

const lengths = (min = 0, max = itemsMax) => ({
  minLength: min,
  maxLength: Math.min(max, min + itemsMax),
})

const within = ({ minimum, maximum }: Node) => ({
  min: Math.max(minimum ?? 0, -(2 ** 31)),
  max: Math.min(maximum ?? 1_000, 2 ** 31 - 1),
})

const bounds = ({ minimum, maximum }: Node): number[] =>
  [minimum, maximum].filter((bound) => bound !== undefined)
