import { anImportIn, ended, type ImportIn } from '../../testing/imports.ts'
import { type Sample, type Samples, signedIn, theAuthor, type World } from '../../testing/samples.ts'

/** Of a file without rows: whatever is done with it changes nothing else. */
const inState = (state: ImportIn) =>
  ({ row: ({ server, author }: World) => anImportIn(server, author, state), outcomes: theAuthor }) satisfies Sample

/** A person has one import at work: the next call waits for the end of it. */
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
