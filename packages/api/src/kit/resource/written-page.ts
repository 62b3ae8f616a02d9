import { type Expression, fragment } from '@plinth/db/fragment'
import type { Definition, Field, ReadPlace } from './definition.ts'
import { isoTime } from './iso-time.ts'
import { visible } from './select.ts'

/** A row that Postgres has written as JSON. `dates` has a character for each of its times that may be null: `1` where there is one. */
export interface WrittenRow {
  readonly json: string
  readonly dates: string
}

/** The data of a page besides its rows. */
interface Rest {
  readonly nextCursor: string | null
  readonly total: number | null
  readonly isTotalExact: boolean
}

/**
 * A page whose rows Postgres has written as JSON, for transports that send JSON: converting the rows to objects and back to text takes the server about as
 * long as all other work for a list.
 */
export class WrittenPage implements Rest {
  readonly nextCursor: string | null
  readonly total: number | null
  readonly isTotalExact: boolean
  readonly #rows: readonly WrittenRow[]
  readonly #times: readonly Time[]

  constructor(rows: readonly WrittenRow[], times: readonly Time[], { nextCursor, total, isTotalExact }: Rest) {
    this.#rows = rows
    this.#times = times
    this.nextCursor = nextCursor
    this.total = total
    this.isTotalExact = isTotalExact
  }

  /** As `JSON.stringify` writes the page. */
  json(): string {
    const items = this.#rows.map(({ json }) => json).join()
    const { nextCursor, total, isTotalExact } = this
    return `{"items":[${items}],"nextCursor":${JSON.stringify(nextCursor)},"total":${total},"isTotalExact":${isTotalExact}}`
  }

  /** As the wire format of tRPC has it: with the place of each time. */
  wire(): string {
    const places: string[] = []
    this.#rows.forEach(({ dates }, nth) => {
      let nullable = 0
      for (const { name, isNullable } of this.#times)
        if (!isNullable || dates[nullable++] === '1') places.push(`"items.${nth}.${name}":["Date"]`)
    })
    const meta = places.length > 0 ? `,"meta":{"values":{${places.join()}},"v":1}` : ''
    return `{"json":${this.json()}${meta}}`
  }
}

/** A field that is a time. */
interface Time {
  readonly name: string
  readonly isNullable: boolean
}

/** Makes the pages of a resource that Postgres writes; undefined where a field is more in TypeScript than in JSON, other than a time of the row itself. */
export function pageWriter(definition: Definition) {
  const { fields, lists } = definition
  const shown = lists.map((name) => [name, fields[name]] as const)
  if (!shown.every(([, field]) => field && (field.kind === 'dateTime' || isJsonAlready(field)))) return undefined
  const times = shown.flatMap(([name, field]): Time[] =>
    field?.kind === 'dateTime' ? [{ name, isNullable: field.isNullable || field.rule !== undefined }] : [],
  )
  return {
    /** The columns of the statement: `json` and `dates`. */
    columns(place: ReadPlace): Expression<unknown> {
      const values = shown.map(([name, field]) => {
        const value = visible(place, name, field as Field) // as above
        return fragment`${field?.kind === 'dateTime' ? isoTime(value) : value} as ${fragment.id(name)}`
      })
      const given = times
        .filter(({ isNullable }) => isNullable)
        .map(({ name }) => fragment`(${visible(place, name, fields[name] as Field)} is not null)::int`)
      const dates = given.length > 0 ? fragment`concat(${fragment.list(given)})` : fragment`''`
      return fragment`(select to_json("row") from (select ${fragment.list(values)}) as "row")::text as "json", ${dates} as "dates"`
    },
    page: (rows: readonly WrittenRow[], rest: Rest) => new WrittenPage(rows, times, rest),
  }
}

/** Whether `JSON.parse` returns the exact value of a field. A Postgres number may have no JSON representation. */
function isJsonAlready({ kind, item, fromJson, target }: Field): boolean {
  if (target)
    return target.fields.every((name) => {
      const field = target.definition.fields[name]
      return field !== undefined && field.kind !== 'dateTime' && isJsonAlready(field)
    })
  return fromJson === undefined && kind !== 'number' && item?.kind !== 'number'
}
