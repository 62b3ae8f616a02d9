import { type Errors, Refusal } from './refusal.ts'

const blank = "can't be blank"

interface Text {
  /** Most characters. */
  max: number
  /** Fewest. */
  min?: number
}

/** Reads the fields in the wrapper of a body, and collects what is wrong with them. Unknown names are ignored. */
export class Given {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #errors: Errors = {}

  /** @throws Refusal 422 when the wrapper is missing */
  constructor(body: unknown, wrapper: string) {
    const values = isRecord(body) ? body[wrapper] : undefined
    if (!isRecord(values)) throw new Refusal(422, { [wrapper]: [blank] })
    this.#values = values
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined
  }

  /** A required text. */
  text(name: string, { max, min = 1 }: Text): string {
    const value = this.#values[name]
    if (value === undefined || value === null) return this.#refuse(name, blank)
    if (typeof value !== 'string') return this.#refuse(name, 'is invalid')
    if (value.trim() === '') return this.#refuse(name, blank)
    if (value.length > max) return this.#refuse(name, `is too long (maximum is ${max} characters)`)
    return value.length < min ? this.#refuse(name, `is too short (minimum is ${min} characters)`) : value
  }

  /** An optional text. */
  textIfGiven(name: string, rule: Text): string | undefined {
    return this.has(name) ? this.text(name, rule) : undefined
  }

  /** A text that may be empty; null empties it. */
  emptiable(name: string, { max }: Text): string | null | undefined {
    const value = this.#values[name]
    if (value === undefined) return undefined
    if (value === null || value === '') return null
    if (typeof value === 'string')
      return value.length > max ? this.#refuse(name, `is too long (maximum is ${max} characters)`) : value
    return this.#refuse(name, 'is invalid')
  }

  /** A list of `most` texts or fewer. */
  texts(name: string, { max, most }: { max: number; most: number }): string[] | undefined {
    const value = this.#values[name]
    if (value === undefined) return undefined
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) this.#refuse(name, 'is invalid')
    else if (value.length > most) this.#refuse(name, `has too many entries (maximum is ${most})`)
    else if (value.some((each) => each.trim().length > max)) {
      this.#refuse(name, `has an entry that is too long (maximum is ${max} characters)`)
    } else return value
    return undefined
  }

  /** @throws Refusal 422 with all the errors found */
  assertValid(): void {
    if (Object.keys(this.#errors).length > 0) throw new Refusal(422, this.#errors)
  }

  #refuse(name: string, text: string): string {
    this.#errors[name] = [text]
    return ''
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
