'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { DataProvider } from '../../client/data-provider.tsx'
import { failureOf } from '../../client/failure.ts'
import { useTRPCClient } from '../../client/trpc.ts'
import type { ArticleQuery } from '../../client/types.ts'
import { Button } from '../button.tsx'
import { ArticleCard } from './article-card.tsx'
import styles from './article-list.module.css'

export interface MorePagesProps {
  /** The cursor at the end of the page before. */
  cursor: string
  query: ArticleQuery
  hasAuthor: boolean
}

/** The pages after the first, one for each press of the button; the first of them at once. */
export function MorePages(props: MorePagesProps) {
  return (
    <DataProvider>
      <Pages {...props} />
    </DataProvider>
  )
}

function Pages({ cursor, query, hasAuthor }: MorePagesProps) {
  const client = useTRPCClient()
  const list = useRef<HTMLUListElement>(null)
  const pages = useInfiniteQuery({
    // The pages after one cursor do not fit behind another.
    queryKey: ['articles', 'more', query, cursor],
    queryFn: ({ pageParam, signal }) =>
      client.articles.list.query({ ...query, limit: 20, cursor: pageParam }, { signal }),
    initialPageParam: cursor,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const items = pages.data?.pages.flatMap((page) => page.items) ?? []
  const isAtEnd = pages.data !== undefined && !pages.hasNextPage

  // The focus moves to the first new article, once it is shown.
  const next = useRef<number | undefined>(items.length === 0 ? 0 : undefined)
  useEffect(() => {
    if (next.current === undefined || items.length <= next.current) return
    list.current?.children.item(next.current)?.querySelector<HTMLElement>('h2 a')?.focus()
    next.current = undefined
  }, [items.length])
  const load = () => {
    next.current = items.length
    void pages.fetchNextPage()
  }
  return (
    <>
      <ul ref={list} className={styles.list} aria-label="More articles" hidden={items.length === 0}>
        {items.map((article) => (
          <li key={article.id}>
            <ArticleCard article={article} hasAuthor={hasAuthor} />
          </li>
        ))}
      </ul>
      <div className={styles.more}>
        {pages.error && (
          <p role="alert" className={styles.failure}>
            {failureOf(pages.error).message}
          </p>
        )}
        {!isAtEnd && (
          <Button variant="default" isBusy={pages.isFetching} onClick={load}>
            {pages.error ? 'Try again' : 'Load more'}
          </Button>
        )}
        <span role="status" className={styles.heard}>
          {items.length > 0 && `${items.length} more articles shown${isAtEnd ? ', that is all of them' : ''}.`}
        </span>
      </div>
    </>
  )
}
