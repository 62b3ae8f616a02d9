import { aDraft } from './factories.ts'
import type { AllSamples, Samples } from './samples.ts'

// Never run: the type checker performs the test. Samples are typed by the procedures of their noun.
type Of = Samples<'articles'>

void [
  {
    item: () => ({ title: 'A' }),
    change: async () => ({ body: 'B' }),
    calls: {
      'get (draft)': { input: async ({ author }) => ({ slug: (await aDraft(author)).slug }) },
      update: { input: () => ({ tags: ['a'] }), events: ['tags.created'] },
    },
  } satisfies Of,

  // @ts-expect-error a verb that articles do not have
  { calls: { archive: {} } } satisfies Of,
  // @ts-expect-error words after a verb that articles do not have
  { calls: { 'archive (draft)': {} } } satisfies Of,
  // @ts-expect-error an input that the verb does not take
  { calls: { update: { input: () => ({ tags: 7 }) } } } satisfies Of,
  // @ts-expect-error an input that the verb with words after it does not take
  { calls: { 'get (draft)': { input: () => ({ slug: 7 }) } } } satisfies Of,
  // @ts-expect-error a field of another type
  { item: () => ({ title: 7 }) } satisfies Of,
  // @ts-expect-error an outcome that is not an error code
  { calls: { list: { outcomes: ['OK', 'OK', 'OK', 'OK', 'NO'] } } } satisfies Samples<'tags'>,
  // @ts-expect-error an unknown noun
  { nothing: {} } satisfies AllSamples,
]
