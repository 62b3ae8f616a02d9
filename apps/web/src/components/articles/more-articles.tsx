'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '../button.tsx'
import styles from './article-list.module.css'
import type { MorePagesProps } from './more-pages.tsx'

const MorePages = dynamic(() => import('./more-pages.tsx').then((module) => module.MorePages), {
  ssr: false,
  loading: () => (
    <div className={styles.more}>
      <Button variant="default" isBusy>
        Load more
      </Button>
    </div>
  ),
})

/** Lists that were continued in this tab: whoever comes back to one finds it as it was left. */
const continued = new Set<string>()

/** The rest of a list. Its code is loaded when someone asks for it. */
export function MoreArticles(props: MorePagesProps) {
  const [isWanted, setWanted] = useState(() => continued.has(props.cursor))
  if (isWanted) return <MorePages {...props} />
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
