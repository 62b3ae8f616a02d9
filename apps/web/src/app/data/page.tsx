import type { Metadata } from 'next'
import { answer, requireUser, serverCaller } from '../../client/runtime.ts'
import { PageHeading } from '../../components/page-heading.tsx'
import { Notice } from '../../components/states/notice.tsx'
import { callsInProcess } from '../../console/calls.ts'
import { capital, counted } from '../../console/names-of-rows.ts'
import styles from './page.module.css'

export const metadata: Metadata = { title: 'Data' }

/** How many fields a card names. */
const shownFields = 6

/** The labels of the first fields, and the number of the others: a truncated list would show neither. */
function namesOf(fields: readonly { label: string }[]): string {
  const labels = fields.map(({ label }) => label)
  if (labels.length <= shownFields + 1) return labels.join(', ')
  return `${labels.slice(0, shownFields).join(', ')} and ${labels.length - shownFields} more`
}

export default async function DataPage() {
  await requireUser('/data')
  const caller = await serverCaller()
  const resources = await answer(caller.resources.list())
  const cards = await Promise.all(
    resources.map(async (resource) => {
      // If a count fails, only the count is missing from the page.
      const page = await callsInProcess(caller, resource.name)
        .list({ limit: 1, total: 'estimated' })
        .catch(() => undefined)
      return { resource, page }
    }),
  )
  return (
    <div className={styles.page}>
      <PageHeading title="Data">Everything that you may see, one table for each kind of record.</PageHeading>
      {cards.length === 0 ? (
        <Notice title="Nothing to see">
          <p>There is no resource that you may list.</p>
        </Notice>
      ) : (
        <ul className={styles.cards}>
          {cards.map(({ resource: { name, labels, fields, verbs }, page }) => (
            <li key={name} className={styles.card}>
              <h2>
                <a href={`/data/${name}`}>{capital(labels.many)}</a>
              </h2>
              <p className={styles.count}>
                {page?.total === null || page?.total === undefined
                  ? ' '
                  : page.isTotalExact
                    ? counted(page.total, labels)
                    : `More than ${page.total.toLocaleString('en')} ${labels.many}`}
              </p>
              <p className={styles.fields}>{namesOf(fields)}</p>
              {verbs.create && (
                <a className={styles.new} href={`/data/${name}/new`}>
                  New {labels.one}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
