import { maxJsonDepth } from '../../kit/pipeline/plain-keys.ts'

const tooDeep = `It is JSON that is nested deeper than ${maxJsonDepth} levels.`

/** A number in JSON with more digits than a double holds. It keeps its text, so that it is not rounded silently. */
export class InexactNumber {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
  toJSON(): string {
    return this.source
  }
}

/** A cell that no field can accept, and the reason. */
export class Unusable {
  readonly problem: string
  constructor(problem: string) {
    this.problem = problem
  }
}

/** The value of a text parsed as JSON, or the reason why it is not valid JSON. */
export type ParsedJson = { readonly value: unknown } | { readonly problem: string }

/** `JSON.parse` as Node 21 and newer have it: the third argument holds the text of a number. The types of TypeScript do not have it yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown
const parseWithSource = JSON.parse as ParseWithSource

/** Only such a number may be inexact; all other texts are parsed without inspecting each value. */
const mayBeInexact = /\d[\d.]{14}|\d[eE]/

/** Parses JSON of a file; numbers that a double does not hold are instances of `InexactNumber`. */
export function parseJson(text: string): ParsedJson {
  if (isTooDeep(text)) return { problem: tooDeep }
  try {
    if (!mayBeInexact.test(text)) return { value: JSON.parse(text) }
    const value = parseWithSource(text, (_, each, { source }) =>
      typeof each === 'number' && source !== undefined && exactNumber(source) === undefined
        ? new InexactNumber(source)
        : each,
    )
    return { value }
  } catch {
    return { problem: 'It is not JSON.' }
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= maxJsonDepth) return false
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (isText) {
      if (sign === '\\') at++
      else if (sign === '"') isText = false
    } else if (sign === '"') isText = true
    else if (sign === '[' || sign === '{') {
      if (++depth > maxJsonDepth) return true
    } else if (sign === ']' || sign === '}') depth--
  }
  return false
}

const numberText = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,6}))?$/i

/** The digits and the exponent of a number: the same text for `1.50`, `15e-1` and `+1.5`. */
function canonical(text: string): { digits: string; all: string } {
  const [, sign = '', whole = '', fraction = '', power = '0'] = numberText.exec(text) ?? []
  const written = `${whole}${fraction}`.replace(/^0+/, '')
  const digits = written.replace(/0+$/, '')
  if (digits === '') return { digits: '', all: '0' }
  const exponent = Number(power) - fraction.length + written.length - digits.length
  return { digits, all: `${sign === '-' ? '-' : ''}${digits}e${exponent}` }
}

/** Digits that identify a double uniquely (IEEE 754). */
const doubleDigits = 17

/**
 * The number in a text, or undefined if a double would have another value: `9007199254740993`, `0.12345678901234567890`. The 17 digits
 * in which programs write a double exactly (`0.10000000000000001`) are that double.
 */
export function exactNumber(text: string): number | undefined {
  if (!numberText.test(text)) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) return undefined
  const { digits, all } = canonical(text)
  if (canonical(String(value)).all === all) return value
  if (digits.length === 0 || digits.length > doubleDigits) return undefined
  return canonical(value.toPrecision(digits.length)).all === all ? value : undefined
}

/** The reason why no field can accept an uploaded value; undefined if there is none. */
export function problemIn(value: unknown): string | undefined {
  if (value instanceof Unusable) return value.problem
  if (value instanceof InexactNumber)
    return `The number ${value.source.slice(0, 100)} has more digits than can be kept: expected at most ${doubleDigits}.`
  if (typeof value !== 'object' || value === null || value instanceof Date) return undefined
  for (const each of Object.values(value)) {
    const found = problemIn(each)
    if (found !== undefined) return found
  }
  return undefined
}

/** JSON with every digit of its numbers, as uploaded. */
export function exactText(value: unknown): string {
  if (value instanceof InexactNumber) return value.source
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const pairs = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${exactText(each)}`)
  return `{${pairs.join(',')}}`
}
