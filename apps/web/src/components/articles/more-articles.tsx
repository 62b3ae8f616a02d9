'use client'
import { useEffect, useState } from 'react'
import { codeOf, OnDemand } from '../../client/on-demand.tsx'
import { Button } from '../button.tsx'
import styles from './article-list.module.css'
import type { MorePagesProps } from './more-pages.tsx'

const morePages = codeOf<MorePagesProps>(() => import('./more-pages.tsx').then((module) => module.MorePages))

const loading = (
  <div className={styles.more}>
    <Button variant="default" isBusy>
      Load more
    </Button>
  </div>
)

/** Lists that were continued in this tab: a user who returns to one finds it unchanged. */
const continued = new Set<string>()

/** The rest of a list. Its code is loaded after the page. */
export function MoreArticles(props: MorePagesProps) {
  const [isWanted, setWanted] = useState(() => continued.has(props.cursor))
  useEffect(morePages.preload, [])
  if (isWanted) return <OnDemand code={morePages} props={props} loading={loading} />
  return (
    <div className={styles.more}>
      <Button
        variant="default"
        onClick={() => {
          continued.add(props.cursor)
          setWanted(true)
        }}
      >
        Load more
      </Button>
    </div>
  )
}
