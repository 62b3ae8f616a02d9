import { homeAddress } from '../../client/addresses.ts'
import styles from './tag-links.module.css'

/** The tags of an article; each links to the articles with this tag. */
export function TagLinks({ tags, max = tags.length }: { tags: readonly string[]; max?: number }) {
  if (tags.length === 0) return null
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.slice(0, max).map((tag) => (
        <li key={tag}>
          <a href={homeAddress({ tag })}>{tag}</a>
        </li>
      ))}
    </ul>
  )
}
