import { Coordinate } from './overrides/coordinate.tsx'
import type { Overrides } from './overrides-context.tsx'
import type { RowsOf } from './types.ts'

type Replaced = { readonly [Name in keyof RowsOf]?: Overrides<RowsOf[Name]['listed'], RowsOf[Name]['full']> }

/** The one place where a resource replaces a cell, a field or a whole screen with its own component. */
const overrides: Replaced = {
  articles: {
    transitions: {
      publish: ({ publishedAt }) => publishedAt === null,
      unpublish: ({ publishedAt }) => publishedAt !== null,
      favorite: ({ isFavorite }) => !isFavorite,
      unfavorite: ({ isFavorite }) => isFavorite,
    },
  },
  profiles: {
    transitions: { follow: ({ isFollowed }) => !isFollowed, unfollow: ({ isFollowed }) => isFollowed },
  },
  places: {
    cells: {
      latitude: ({ value, row }) => <Coordinate degrees={value} directions={['N', 'S']} place={row} />,
      longitude: ({ value, row }) => <Coordinate degrees={value} directions={['E', 'W']} place={row} />,
    },
  },
}

/** The entry above for a resource. */
export function overridesOf(resource: string): Overrides {
  const found: unknown = Object.hasOwn(overrides, resource) ? Reflect.get(overrides, resource) : {}
  return found as Overrides // a row of this resource has the type that its entry was checked against
}
