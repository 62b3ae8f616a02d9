/**
 * Values of the fields that have several parts. They are in a file without imports, because the declarations of features name them: what this
 * file imports, every client of the router would read.
 */

/** An amount in the smallest unit of its currency, such as cents; always an integer. */
export interface Money {
  amount: number
  currency: string
}

/** A zoned time: the instant, and the time zone in which it was given. */
export interface ZonedTime {
  at: Date
  zone: string
}

/** A postal address, as it is written on an envelope. */
export interface PostalAddress {
  lines: string[]
  postalCode?: string | undefined
  city: string
  region?: string | undefined
  /** ISO 3166-1, two letters. */
  country: string
}

/** Any value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * The value of a schema without the names that zod gives to types: `z.json()` is zod's JSONType, and whatever declaration named it would lead each client
 * of the router to zod.
 */
export type Unnamed<T> = unknown extends T
  ? T
  : [Json] extends [T]
    ? Json | Exclude<T, Json>
    : T extends string | number | boolean | bigint | null | undefined | Date
      ? T
      : { [K in keyof T]: Unnamed<T[K]> }
