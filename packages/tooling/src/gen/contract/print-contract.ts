import { head, shared } from './fixed-parts.ts'
import { capital, Names } from './names.ts'
import { printType, union } from './print-type.ts'
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

function inputOf({ input, verb, definition }: Procedure, names: Names): string {
  // Its schema takes all of its keys and then wants exactly one.
  if (verb === 'get' && definition) {
    const keyType = (key: string) => (definition.model.columns[key]?.type === 'Int' ? 'number' : 'string')
    return union(definition.keys.map((key) => `{ ${key}: ${keyType(key)} }`))
  }
  return printType(input, 'input', names.nameOf('input'))
}

function outputOf({ output, verb, definition }: Procedure, names: Names): string {
  const nameOf = names.nameOf('output')
  if (verb !== undefined && definition) {
    const written = printType(definition.schemas.written, 'output', nameOf)
    switch (verb) {
      case 'get':
        return printType(definition.schemas.row, 'output', nameOf)
      case 'list':
        return `RowPage<${printType(definition.schemas.listed, 'output', nameOf)}>`
      case 'remove':
      case 'purge':
        return '{ id: string }'
      case 'removeMany':
        return 'RowBatch<{ id: string }>'
      case 'createMany':
      case 'updateMany':
        return `RowBatch<${written}>`
      case 'history':
        return 'RowHistory'
      case 'revert':
        return `RowReverted<${written}>`
      default:
        return written
    }
  }
  return output ? printType(output, 'output', nameOf) : 'unknown'
}
