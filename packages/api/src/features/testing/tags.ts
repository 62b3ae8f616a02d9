import { everyone, type Samples } from '../../testing/samples.ts'

export const tags: Samples<'tags'> = { calls: { list: { outcomes: everyone } } }
