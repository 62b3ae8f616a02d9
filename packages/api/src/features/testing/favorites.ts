import { aFavorite } from '../../testing/factories.ts'
import { type Samples, signedIn } from '../../testing/samples.ts'

export const favorites: Samples<'favorites'> = {
  row: ({ author }) => aFavorite(author),
  calls: { list: { outcomes: signedIn }, get: { outcomes: signedIn } },
}
