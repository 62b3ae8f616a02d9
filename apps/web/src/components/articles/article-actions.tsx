'use client'
import dynamic from 'next/dynamic'
import type { ArticleActionsProps } from './article-buttons.tsx'

const ArticleButtons = dynamic(() => import('./article-buttons.tsx').then((module) => module.ArticleButtons))

/** What an author can do with an article. Other readers do not load the code. */
export function ArticleActions(props: ArticleActionsProps) {
  return <ArticleButtons {...props} />
}
