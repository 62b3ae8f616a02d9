import { posix } from 'node:path'
import { proceduresIn } from './listed.ts'
import type { Place } from './places.ts'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A number as encoded in source maps (base64 VLQ). */
function encoded(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += digits[rest > 0 ? digit | 32 : digit]
  } while (rest > 0)
  return text
}

/** Maps the names of procedures in a contract to their declarations. `path` is that of the contract. */
export function sourceMapOf(
  contract: string,
  path: string,
  places: Readonly<Record<string, Place & { path: string }>>,
): string {
  const sources = [...new Set(Object.values(places).map((place) => place.path))]
  const before = { source: 0, line: 0, column: 0 }
  const listed = new Map(proceduresIn(contract).map((procedure) => [procedure.line, procedure]))
  const lines = contract.split('\n').map((_, nth) => {
    const procedure = listed.get(nth)
    const place = procedure && places[`${procedure.noun}.${procedure.name}`]
    if (!place) return ''
    const { name } = procedure
    const source = sources.indexOf(place.path)
    const segment = (column: number, shift: number) => {
      const at = { source, line: place.line, column: place.column + shift }
      const written = [column, at.source - before.source, at.line - before.line, at.column - before.column]
      Object.assign(before, at)
      return written.map(encoded).join('')
    }
    return `${segment(2, 0)},${segment(2 + name.length, name.length)}`
  })
  return JSON.stringify({
    version: 3,
    file: posix.basename(path),
    sourceRoot: '',
    sources: sources.map((source) => posix.relative(posix.dirname(path), source)),
    names: [],
    mappings: lines.join(';'),
  })
}
