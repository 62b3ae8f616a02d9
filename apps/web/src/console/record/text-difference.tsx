'use client'
import { diffWordsWithSpace } from 'diff'
import { Fragment, useMemo, useState } from 'react'
import styles from './history.module.css'

interface TextDifferenceProps {
  before: string
  after: string
}

/** How much unchanged text is shown on either side of a change. */
const context = 120
/** How much of a text that was added or removed as a whole is shown at first. */
const maxWhole = 600

/** The removed and the added parts of a text; long unchanged parts are left out. */
export function TextDifference({ before, after }: TextDifferenceProps) {
  const [isWhole, setWhole] = useState(false)
  const parts = useMemo(() => {
    // Comparing two texts of this size takes too long; the whole old text is shown as replaced.
    const found = diffWordsWithSpace(before, after, { timeout: 500 })
    return (
      found ?? [
        { value: before, removed: true, added: false },
        { value: after, added: true, removed: false },
      ]
    )
  }, [before, after])
  const isCut = parts.some(({ value, added, removed }) => value.length > (added || removed ? maxWhole : 2 * context))
  return (
    <div className={styles.text}>
      {parts.map(({ value, added, removed }, nth) => {
        const Tag = added ? 'ins' : removed ? 'del' : Fragment
        const shown = isWhole ? value : added || removed ? shortened(value) : around(value, nth, parts.length)
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a difference have no names and do not move
        return <Tag key={nth}>{shown}</Tag>
      })}
      {isCut && (
        <button type="button" className={styles.more} onClick={() => setWhole((is) => !is)}>
          {isWhole ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </div>
  )
}

const shortened = (text: string) => (text.length > maxWhole ? `${text.slice(0, maxWhole)} …` : text)

function around(text: string, nth: number, count: number): string {
  if (text.length <= 2 * context) return text
  const start = nth === 0 ? '' : text.slice(0, context)
  const end = nth === count - 1 ? '' : text.slice(-context)
  return `${start} … ${end}`
}
