import type { AppRouter, inferRouterInputs, inferRouterOutputs } from '@plinth/api'

type Outputs = inferRouterOutputs<AppRouter>
type Inputs = inferRouterInputs<AppRouter>

export type Me = NonNullable<Outputs['users']['me']>
export type ArticlePage = Outputs['articles']['list']
export type ArticleSummary = ArticlePage['items'][number]
export type Article = Outputs['articles']['get']
export type TagCount = Outputs['tags']['list'][number]
export type SessionRow = Outputs['sessions']['list'][number]
/** What narrows a list of articles. */
export type ArticleFilter = Pick<Inputs['articles']['list'], 'tag' | 'author' | 'text' | 'state'>
