'use client'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import type { Page, Resource } from '../types.ts'
import { pageSizes, type View } from '../view.ts'
import styles from './table.module.css'

interface PagerProps {
  resource: Resource
  view: View
  page: Page
  isBusy: boolean
  onPage(cursor: string | undefined, nth: number): void
  onSize(size: number): void
}

/** Links to other pages by cursors: the cursors of earlier pages are known; a page opened by its address links to the next and the first page. */
export function Pager({ resource, view, page, isBusy, onPage, onSize }: PagerProps) {
  const cursors = useRef(new Map<number, string | undefined>([[1, undefined]]))
  const list = JSON.stringify({ ...view, cursor: undefined, page: 0 })
  const of = useRef(list)
  useEffect(() => {
    if (of.current !== list) cursors.current = new Map([[1, undefined]])
    of.current = list
    if (view.page > 0) cursors.current.set(view.page, view.cursor)
  }, [list, view.page, view.cursor])

  const { nextCursor, items } = page
  const start = (view.page - 1) * view.size
  const isFirst = view.cursor === undefined
  const knowsPrevious = view.page > 1 && cursors.current.has(view.page - 1)
  const range = view.page > 0 ? `${start + 1}–${start + items.length}` : `${items.length}`
  const total =
    page.total === null ? '' : ` of ${page.isTotalExact ? '' : 'more than '}${page.total.toLocaleString('en')}`
  if (items.length === 0 && isFirst) return null
  return (
    <nav className={styles.pager} aria-label="Pages">
      <p role="status" className={styles.range}>
        {items.length === 0 ? 'No more' : range}
        {total}
      </p>
      <label className={styles.size}>
        Rows
        <select value={view.size} onChange={(event) => onSize(Number(event.currentTarget.value))}>
          {pageSizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <div className={styles.steps}>
        {!isFirst && !(knowsPrevious && view.page === 2) && (
          <Button size="small" variant="quiet" onClick={() => onPage(undefined, 1)}>
            First page
          </Button>
        )}
        <Button
          size="small"
          variant="default"
          aria-label={`Previous ${resource.labels.many}`}
          disabled={!knowsPrevious}
          onClick={() => onPage(cursors.current.get(view.page - 1), view.page - 1)}
        >
          <IconChevronLeft size={16} stroke={1.8} aria-hidden="true" />
          Previous
        </Button>
        <Button
          size="small"
          variant="default"
          aria-label={`Next ${resource.labels.many}`}
          disabled={nextCursor === null}
          isBusy={isBusy}
          onClick={() => nextCursor !== null && onPage(nextCursor, view.page > 0 ? view.page + 1 : 0)}
        >
          Next
          <IconChevronRight size={16} stroke={1.8} aria-hidden="true" />
        </Button>
      </div>
    </nav>
  )
}
