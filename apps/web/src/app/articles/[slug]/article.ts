import { cache } from 'react'
import { answer, serverCaller } from '../../../client/runtime.ts'

/** The article of a page, read once for its title and its text. */
export const articleBySlug = cache(async (slug: string) => answer((await serverCaller()).articles.get({ slug })))
