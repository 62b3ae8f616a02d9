import { aDraft, aFavorite, anArticle } from '../../testing/factories.ts'
import {
  everyone,
  type Sample,
  type Samples,
  signedIn,
  theAuthor,
  theAuthorOrOperator,
  type World,
} from '../../testing/samples.ts'

const draft = { row: ({ author }: World) => aDraft(author) } satisfies Sample

export const articles: Samples<'articles'> = {
  row: ({ author }) => anArticle(author, { tags: ['kept'] }),
  item: () => ({ tags: ['new'] }),
  calls: {
    list: { outcomes: everyone },
    'list (drafts)': { input: () => ({ filter: { publishedAt: { equals: null } } }), outcomes: everyone },
    'get (published)': { input: async ({ author }) => ({ slug: (await anArticle(author)).slug }), outcomes: everyone },
    'get (draft)': {
      input: async ({ author }) => ({ slug: (await aDraft(author)).slug }),
      outcomes: ['NOT_FOUND', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'OK'],
    },
    create: { outcomes: signedIn },
    createMany: { outcomes: signedIn },
    update: { input: () => ({ tags: ['other'] }), outcomes: theAuthor },
    updateMany: { outcomes: theAuthor },
    publish: { ...draft, outcomes: theAuthor },
    unpublish: { outcomes: theAuthor },
    'remove (published)': { outcomes: theAuthorOrOperator },
    'remove (draft)': { ...draft, outcomes: theAuthorOrOperator },
    removeMany: { outcomes: theAuthorOrOperator },
    history: { outcomes: theAuthor },
    revert: { outcomes: theAuthor },
    favorite: { outcomes: signedIn },
    unfavorite: { row: async ({ author }) => (await aFavorite(author)).article, outcomes: signedIn },
  },
}
