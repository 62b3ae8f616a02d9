import { z } from 'zod'
import type { KnownProcedure } from '../procedure-types.ts'
import { bare, shapeOf } from '../schemas.ts'
import type { Definition } from './definition.ts'
import { describe, describedField, jsonSchemaOf } from './describe.ts'
import { labelOf } from './label-of.ts'
import { schemaKind } from './schema-kind.ts'
import type { VerbButton } from './verbs/verb.ts'

/** What a screen needs to know of a verb of one row that has a button. */
export const rowVerb = z.object({
  name: z.string(),
  label: z.string(),
  /** A sentence that says what it does with one row; null where it changes the row. */
  about: z.string().nullable(),
  /** Whether it takes the version of the row that was read. */
  hasVersion: z.boolean(),
  /** What it takes besides the row: the inputs of its form. */
  fields: z.array(describedField),
})

type RowVerb = z.output<typeof rowVerb>
type InputField = z.output<typeof describedField>

/** The inputs that the row itself provides. */
const fromRow = new Set(['id', 'version'])

/**
 * The verb as a screen calls it on a row; undefined where it changes nothing, or takes no `id` of a row. What a standard verb takes are fields of its
 * resource: its button says which of them are asked for.
 */
export function describeRowVerb(
  name: string,
  { type, input, meta }: KnownProcedure,
  standard?: { button: VerbButton; definition: Definition },
): RowVerb | undefined {
  const shape = shapeOf(input as z.ZodType) ?? {} // as KnownProcedure says
  if (type !== 'mutation' || !shape.id || bare(shape.id).isOptional) return undefined
  const secret = new Set(meta.secrets?.input)
  return {
    name,
    label: labelOf(name),
    about: standard?.button.about(standard.definition.labels) ?? null,
    hasVersion: shape.version !== undefined,
    fields: standard
      ? askedFields(standard)
      : Object.entries(shape)
          .filter(([field]) => !fromRow.has(field))
          .map(([field, schema]) => inputField(field, schema, secret.has(field))),
  }
}

function askedFields({ button, definition }: { button: VerbButton; definition: Definition }): InputField[] {
  const asked = button.fields(definition)
  return describe(definition).fields.flatMap((field) =>
    asked.includes(field.name) ? [{ ...field, isOptional: true, preset: null }] : [],
  )
}

/** An input by its schema, which may say `title` and `description` in its `meta`. Values without a specific input control are entered as JSON. */
function inputField(name: string, given: z.ZodType, isSecret: boolean): InputField {
  const { schema, isOptional, isNullable } = bare(given)
  const { title, description } = { ...schema.meta(), ...given.meta() }
  const known = isNames(schema) ? { kind: 'names' } : (schemaKind(schema) ?? { kind: 'json' })
  return {
    name,
    kind: isSecret ? 'password' : known.kind,
    label: title ?? labelOf(name),
    hint: description ?? null,
    item: null,
    isNullable,
    isRestricted: false,
    isOptional,
    takesNull: isNullable,
    preset: null,
    columns: [],
    schema: jsonSchemaOf(given),
    choices: 'choices' in known && known.choices ? [...known.choices] : null,
    target: null,
  }
}

/** Whether it is a list of texts. */
const isNames = (schema: z.ZodType) =>
  schema instanceof z.ZodArray && schemaKind(bare(schema.element as z.ZodType).schema)?.kind === 'text' // zod's core type of the same schema
