import { type HomeFilter, homeAddress } from '../../client/addresses.ts'
import type { TagCount } from '../../client/types.ts'
import styles from './tag-filter.module.css'

interface TagFilterProps {
  /** The most used first. */
  tags: readonly TagCount[]
  filter: HomeFilter
}

/** Filters the home page by one tag, or removes that filter. */
export function TagFilter({ tags, filter }: TagFilterProps) {
  const isListed = tags.some(({ name }) => name === filter.tag)
  const shown = filter.tag && !isListed ? [{ name: filter.tag, articles: undefined }, ...tags] : tags
  if (shown.length === 0) return null
  return (
    <nav aria-labelledby="popular-tags">
      <h2 id="popular-tags" className={styles.heading}>
        Popular tags
      </h2>
      <ul className={styles.tags}>
        {shown.map(({ name, articles }) => {
          const isCurrent = name === filter.tag
          return (
            <li key={name}>
              <a
                href={homeAddress({ text: filter.text, tag: isCurrent ? undefined : name })}
                className={styles.tag}
                data-scroll="keep"
                aria-current={isCurrent || undefined}
              >
                <span>{name}</span>
                {isCurrent ? (
                  <span className={styles.count}>
                    <span aria-hidden="true">×</span>
                    <span className={styles.heard}>, shown; show all tags</span>
                  </span>
                ) : (
                  <span className={styles.count}>{articles}</span>
                )}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
