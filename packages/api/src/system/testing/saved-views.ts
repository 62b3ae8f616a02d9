import { type Samples, signedIn, theAuthor } from '../../testing/samples.ts'

export const savedViews: Samples<'savedViews'> = {
  item: () => ({ resource: 'articles' }),
  calls: {
    create: { outcomes: signedIn },
    get: { outcomes: theAuthor },
    list: { outcomes: signedIn },
    remove: { outcomes: theAuthor },
    update: { outcomes: theAuthor },
  },
}
