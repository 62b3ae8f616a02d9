import type { Heading } from '@plinth/markdown/render'
import styles from './table-of-contents.module.css'

/** Fewer headings need no table. */
const minHeadings = 3

/** The two upper levels of a text's headings, for wide screens. */
export function TableOfContents({ headings }: { headings: readonly Heading[] }) {
  const named = headings.filter(({ text }) => text !== '')
  const top = Math.min(...named.map(({ level }) => level))
  const hasOneTop = named.filter(({ level }) => level === top).length === 1
  // A text often repeats its title as its only heading of the first level.
  const first = hasOneTop ? top + 1 : top
  const shown = named.filter(({ level }) => level === first || level === first + 1)
  if (shown.length < minHeadings) return null
  return (
    <nav aria-labelledby="contents" className={styles.contents}>
      <h2 id="contents">On this page</h2>
      <ul>
        {shown.map(({ id, text, level }) => (
          <li key={id} data-below={level > first || undefined}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
