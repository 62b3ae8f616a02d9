import type { z } from 'zod'
import { head, shared } from './fixed-parts.ts'
import { capital, Names } from './names.ts'
import { printType } from './print-type.ts'
import type { Procedure } from './procedure.ts'

/** The whole file of the contract. */
export function printContract(procedures: readonly Procedure[], codes: readonly string[]): string {
  const nouns = Map.groupBy(procedures, ({ noun }) => noun)
  const names = new Names(procedures)
  const interfaces = [...nouns].map(([noun, own]) => {
    const members = own.map((procedure) => member(procedure, names))
    return `\nexport interface ${capital(noun)}Api {\n${members.join('\n')}\n}\n`
  })
  const api = [...nouns.keys()].map((noun) => `  ${noun}: ${capital(noun)}Api`)
  return [
    head,
    `\nexport interface Api {\n${api.join('\n')}\n}\n`,
    ...interfaces,
    ...names.print(interfaces.join('')),
    shared,
    `\n/** Codes of Plinth's errors. */\nexport type ErrorCode =\n${codes.map((code) => `  | '${code}'`).join('\n')}\n`,
  ].join('')
}

function member(procedure: Procedure, names: Names): string {
  const { name, type, comment } = procedure
  const kind = type === 'mutation' ? 'Mutation' : 'Query'
  const text = `  ${name}: ${kind}<${indented(inputOf(procedure, names))}, ${indented(outputOf(procedure, names))}>`
  return comment === undefined ? text : `  /** ${comment} */\n${text}`
}

const indented = (text: string) => text.replaceAll('\n', '\n  ')

const inputOf = ({ input, verb, definition }: Procedure, names: Names): string =>
  (definition && verb?.contract?.input?.(definition)) ?? printType(input, 'input', names.nameOf('input'))

function outputOf({ output, verb, definition }: Procedure, names: Names): string {
  const print = (schema: z.ZodType) => printType(schema, 'output', names.nameOf('output'))
  if (output) return print(output)
  if (!definition) return 'unknown'
  // A verb written by a feature returns the row as written.
  return (
    verb?.contract?.output?.(definition.schemas, print) ?? print(verb?.output(definition) ?? definition.schemas.written)
  )
}
