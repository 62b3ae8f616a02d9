import { aDraft } from './factories.ts'
import type { AllSamples, Samples } from './samples.ts'

// Compiled, never run: samples are typed by the procedures of their noun.

export const known: Samples<'articles'> = {
  item: () => ({ title: 'A' }),
  change: async () => ({ body: 'B' }),
  calls: {
    'get (draft)': { input: async ({ author }) => ({ slug: (await aDraft(author)).slug }) },
    update: { input: () => ({ tags: ['a'] }), events: ['tags.created'] },
  },
}

// @ts-expect-error a verb that articles do not have
export const verb: Samples<'articles'> = { calls: { archive: {} } }
// @ts-expect-error words behind a verb that articles do not have
export const words: Samples<'articles'> = { calls: { 'archive (draft)': {} } }
// @ts-expect-error an input that the verb does not take
export const input: Samples<'articles'> = { calls: { update: { input: () => ({ tags: 7 }) } } }
// @ts-expect-error an input that the verb with words behind it does not take
export const wordsInput: Samples<'articles'> = { calls: { 'get (draft)': { input: () => ({ slug: 7 }) } } }
// @ts-expect-error a field of another type
export const item: Samples<'articles'> = { item: () => ({ title: 7 }) }
// @ts-expect-error an outcome that is no code of an error
export const outcomes: Samples<'tags'> = { calls: { list: { outcomes: ['OK', 'OK', 'OK', 'OK', 'NO'] } } }
// @ts-expect-error a noun that there is not
export const noun: AllSamples = { nothing: {} }
