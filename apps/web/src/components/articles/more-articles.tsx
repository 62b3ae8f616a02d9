'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Button } from '../button.tsx'
import styles from './article-list.module.css'
import type { MorePagesProps } from './more-pages.tsx'

const load = () => import('./more-pages.tsx')

const MorePages = dynamic(() => load().then((module) => module.MorePages), {
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

/** The rest of a list. Its code comes behind the page, so that it is there, with its words for a lost connection, when someone asks for more. */
export function MoreArticles(props: MorePagesProps) {
  const [isWanted, setWanted] = useState(() => continued.has(props.cursor))
  useEffect(() => void load().catch(() => undefined), [])
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
