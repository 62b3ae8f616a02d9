import { anImportIn, ended, type ImportIn } from '../../testing/imports.ts'
import { type Sample, type Samples, signedIn, theAuthor, type World } from '../../testing/samples.ts'

/** For an import of a file without rows: no operation on it changes anything else. */
const inState = (state: ImportIn) =>
  ({ row: ({ server, author }: World) => anImportIn(server, author, state), outcomes: theAuthor }) satisfies Sample

/** A user can have only one running import, so the next call waits for its end. */
const begins = {
  settle: async ({ caller }: World, answer: unknown) => caller && ended(caller, (answer as { id: string }).id), // by its contract
}

export const imports: Samples<'imports'> = {
  row: ({ server, author }) => anImportIn(server, author, 'ready'),
  calls: {
    get: { outcomes: theAuthor },
    list: { outcomes: signedIn },
    remove: { outcomes: theAuthor },
    targets: { input: () => ({ resource: 'articles' }), outcomes: signedIn },
    run: {
      ...begins,
      outcomes: theAuthor,
      input: () => ({ mapping: ['title', 'description', 'body', 'tags'] }),
    },
    resume: { ...inState('interrupted'), ...begins },
    cancel: inState('interrupted'),
    undo: { ...inState('done'), ...begins },
    errors: inState('done'),
    left: inState('done'),
  },
}
