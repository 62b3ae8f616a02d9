import { aFollow } from '../../testing/factories.ts'
import { type Samples, signedIn } from '../../testing/samples.ts'

export const follows: Samples<'follows'> = {
  row: async ({ author, stranger }) => aFollow(author, await stranger()),
  calls: { list: { outcomes: signedIn }, get: { outcomes: signedIn } },
}
