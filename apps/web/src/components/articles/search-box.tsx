'use client'
import { IconSearch } from '@tabler/icons-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { type HomeFilter, homeAddress } from '../../client/addresses.ts'
import styles from './search-box.module.css'

/** How long a pause in typing starts a search. */
const pauseMs = 250

/** Searches while the user types; without scripts it is an ordinary form. */
export function SearchBox({ text = '', tag }: HomeFilter) {
  const router = useRouter()
  const [isSearching, startSearch] = useTransition()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const input = useRef<HTMLInputElement>(null)

  const search = (typed: string, delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      startSearch(() => router.replace(homeAddress({ text: typed.trim(), tag }), { scroll: false }))
    }, delayMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  // The address may change in other ways, such as 'Show all' or the back button.
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = text
  }, [text])

  return (
    <search>
      <form
        action="/"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          search(input.current?.value ?? '', 0)
        }}
      >
        {tag && <input type="hidden" name="tag" value={tag} />}
        <span className={styles.icon} data-busy={isSearching || undefined}>
          {!isSearching && <IconSearch size={18} stroke={1.7} aria-hidden="true" />}
        </span>
        <input
          ref={input}
          type="search"
          name="q"
          defaultValue={text}
          maxLength={200}
          placeholder="Search articles"
          aria-label="Search articles"
          autoComplete="off"
          onChange={({ currentTarget }) => search(currentTarget.value, pauseMs)}
        />
      </form>
    </search>
  )
}
