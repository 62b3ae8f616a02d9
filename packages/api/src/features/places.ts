import { everyone, operator } from '@plinth/core/rule'
import { z } from 'zod'
import { resource } from '../kit/resource/resource.ts'

const division = z.string().trim().max(20)

const place = resource({
  name: 'places',
  model: 'Place',
  tenancy: 'global',
  labels: { one: 'place', many: 'places', title: 'name' },
  fields: {
    id: true,
    code: { hint: 'Country, position and name: what tells one place from another.' },
    name: z.string().trim().min(1).max(200),
    country: {
      schema: z
        .string()
        .length(2)
        .regex(/^[A-Z]{2}$/, 'Expected a two-letter code such as DE.'),
      hint: 'ISO 3166-1',
    },
    region: { schema: division, hint: 'First-order division, as GeoNames numbers it' },
    district: { schema: division, hint: 'Second-order division' },
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    createdAt: { label: 'Created' },
    updatedAt: { label: 'Updated' },
    version: true,
  },
  keys: ['code'],
  rules: { read: everyone, create: operator, update: operator, remove: operator },
  creates: ['name', 'country', 'region', 'district', 'latitude', 'longitude'],
  updates: ['name', 'region', 'district'],
  lists: ['id', 'code', 'name', 'country', 'region', 'district', 'latitude', 'longitude', 'version'],
  filters: ['name', 'country', 'region', 'latitude', 'longitude'],
  sorts: ['name', 'country', 'latitude', 'longitude', 'createdAt'],
  defaultSort: ['name'],
  search: ['name'],
  derive: ({ input }) => ({ code: `${input.country}:${input.latitude}:${input.longitude}:${input.name}` }),
  conflicts: { places_code_key: { code: 'ALREADY_EXISTS', field: 'name' } },
})

export const places = { ...place.verbs }
