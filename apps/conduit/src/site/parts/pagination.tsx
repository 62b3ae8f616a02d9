import { pageSize } from '../data/conduit.ts'
import { atPage } from '../routing/addresses.ts'

interface PaginationProps {
  readonly address: string
  readonly page: number
  readonly count: number
}

/** The API counts no further than this. */
const lastPage = 1_000
/** Up to this many pages are all shown. */
const fewPages = 10

export function Pagination({ address, page, count }: PaginationProps) {
  const pages = Math.min(Math.ceil(count / pageSize), lastPage)
  if (pages <= 1) return null
  return (
    <nav aria-label="Pages">
      <ul className="pagination">
        {shownPages(page, pages).map((number) => (
          <li key={number} className={`page-item${number === page ? ' active' : ''}`}>
            {number < 0 ? (
              <span className="page-gap" aria-hidden="true">
                …
              </span>
            ) : (
              <a
                className="page-link"
                href={atPage(address, number)}
                aria-label={`Page ${number}`}
                aria-current={number === page ? 'page' : undefined}
              >
                {number}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** First, last and those around the current page; a negative number represents a gap. */
function shownPages(page: number, pages: number): number[] {
  if (pages <= fewPages) return Array.from({ length: pages }, (_, at) => at + 1)
  const near = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages)
  const sorted = [...new Set(near)].toSorted((one, other) => one - other)
  return sorted.flatMap((number, at) => (at > 0 && number - (sorted[at - 1] ?? 0) > 1 ? [-number, number] : [number]))
}
