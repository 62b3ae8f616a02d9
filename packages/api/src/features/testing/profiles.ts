import { aFollow } from '../../testing/factories.ts'
import { everyone, type Samples, signedIn } from '../../testing/samples.ts'

export const profiles: Samples<'profiles'> = {
  row: ({ author }) => author.me,
  calls: {
    list: { outcomes: signedIn },
    get: { input: ({ author }) => ({ username: author.me.username }), outcomes: everyone },
    follow: { row: async ({ stranger }) => (await stranger()).me, outcomes: signedIn },
    unfollow: {
      row: async ({ author, stranger }) => (await aFollow(author, await stranger())).followed,
      outcomes: signedIn,
    },
  },
}
