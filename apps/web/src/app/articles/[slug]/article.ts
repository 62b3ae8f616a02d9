import { redirect } from 'next/navigation'
import { cache } from 'react'
import { answer, serverCaller } from '../../../client/runtime.ts'

/** The article of a page, read once for its title and its text. An earlier slug redirects to the present one. */
export const articleBySlug = cache(async (slug: string) => {
  const article = await answer((await serverCaller()).articles.get({ slug }))
  if (article.slug !== slug) redirect(`/articles/${article.slug}`)
  return article
})
