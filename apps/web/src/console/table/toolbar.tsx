'use client'
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { wordsFor } from '../conditions.ts'
import type { Resource } from '../types.ts'
import type { ChangeView } from '../use-view.ts'
import type { View } from '../view.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import styles from './toolbar.module.css'
import { ViewsMenu } from './views-menu.tsx'

interface ToolbarProps {
  resource: Resource
  view: View
  searchRef: RefObject<HTMLInputElement | null>
  isFiltering: boolean
  onFilter(): void
  onChange: ChangeView
}

/** How long a pause in typing starts a search. */
const pauseMs = 300

/** Search, filters, columns and saved views, and the active filters. */
export function Toolbar({ resource, view, searchRef, isFiltering, onFilter, onChange }: ToolbarProps) {
  const { filters, labels } = resource
  return (
    <div className={styles.toolbar}>
      <div className={styles.row}>
        {resource.search.length > 0 && (
          <SearchField
            key={view.isTrash ? 'trash' : ''}
            text={view.search}
            label={`Search ${labels.many}`}
            inputRef={searchRef}
            onSearch={onChange}
          />
        )}
        {filters.length > 0 && (
          <Button size="small" variant="default" aria-expanded={isFiltering} aria-controls="filters" onClick={onFilter}>
            <IconFilter size={16} stroke={1.7} aria-hidden="true" />
            Filter
            {view.comparisons.length > 0 && <span className={styles.badge}>{view.comparisons.length}</span>}
          </Button>
        )}
        <ColumnsMenu resource={resource} view={view} onChange={onChange} />
        <ViewsMenu resource={resource} view={view} onChange={onChange} />
      </div>
      {view.comparisons.length > 0 && (
        <ul className={styles.chips} aria-label="Filters that are on">
          {view.comparisons.map((comparison) => {
            const filter = filters.find(({ name }) => name === comparison.filter)
            if (!filter) return null
            const words = wordsFor(filter, comparison.by, comparison.value)
            const others = view.comparisons.filter((other) => other !== comparison)
            return (
              <li key={`${comparison.filter}.${comparison.by}`} className={styles.chip}>
                <span>{words}</span>
                <button
                  type="button"
                  aria-label={`Remove filter: ${words}`}
                  onClick={() => onChange({ comparisons: others })}
                >
                  <IconX size={14} stroke={2} aria-hidden="true" />
                </button>
              </li>
            )
          })}
          <li>
            <button type="button" className={styles.clear} onClick={() => onChange({ comparisons: [] })}>
              Clear all
            </button>
          </li>
        </ul>
      )}
    </div>
  )
}

interface SearchFieldProps {
  text: string
  label: string
  inputRef: RefObject<HTMLInputElement | null>
  onSearch: ChangeView
}

/** Searches while the user types: the first letter adds an entry to the browser history, the others replace it. */
function SearchField({ text, label, inputRef, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(text)
  const sent = useRef(text)
  const search = useRef(onSearch)
  search.current = onSearch
  useEffect(() => {
    // The address changed in another way, such as by the back button.
    if (text === sent.current) return
    sent.current = text
    setTyped(text)
  }, [text])
  useEffect(() => {
    const wanted = typed.trim().slice(0, 200)
    if (wanted === sent.current) return
    const timer = setTimeout(() => {
      const how = sent.current === '' ? 'push' : 'replace'
      sent.current = wanted
      search.current({ search: wanted }, how)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <search className={styles.search}>
      <IconSearch size={17} stroke={1.7} aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed !== '') {
            event.stopPropagation()
            setTyped('')
          }
        }}
      />
      <span className={styles.key} aria-hidden="true">
        /
      </span>
    </search>
  )
}
