import type { AppRouter, inferRouterInputs, inferRouterOutputs } from '@plinth/api'

type Outputs = inferRouterOutputs<AppRouter>
type Inputs = inferRouterInputs<AppRouter>

export type Me = NonNullable<Outputs['users']['me']>
export type ArticlePage = Outputs['articles']['list']
export type ArticleSummary = ArticlePage['items'][number]
export type Article = Outputs['articles']['get']
export type TagCount = Outputs['tags']['list'][number]
export type SessionRow = Outputs['sessions']['list'][number]
/** Which articles a list shows, and in which order. */
export type ArticleQuery = Pick<Extract<Inputs['articles']['list'], object>, 'filter' | 'search' | 'sort'>
