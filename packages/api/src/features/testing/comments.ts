import { aComment, anArticle } from '../../testing/factories.ts'
import { everyone, type Samples, signedIn, theAuthor, theAuthorOrOperator } from '../../testing/samples.ts'

export const comments: Samples<'comments'> = {
  row: ({ author }) => aComment(author),
  item: async ({ author }) => ({ article: (await anArticle(author)).id }),
  calls: {
    list: { outcomes: everyone },
    get: { input: async ({ author }) => ({ number: (await aComment(author)).number }), outcomes: everyone },
    create: { outcomes: signedIn },
    createMany: { outcomes: signedIn },
    update: { outcomes: theAuthor },
    updateMany: { outcomes: theAuthor },
    remove: { outcomes: theAuthorOrOperator },
    removeMany: { outcomes: theAuthorOrOperator },
    history: { outcomes: theAuthor },
    revert: { outcomes: theAuthor },
  },
}
