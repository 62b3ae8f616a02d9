'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { useTRPC } from '../../client/trpc.ts'
import { Button } from '../button.tsx'
import styles from './import.module.css'
import type { Import, ImportTarget } from './types.ts'

interface MappingFormProps {
  found: Import
  target: ImportTarget
  onStarted(): Promise<void>
}

/** Chooses the field of each column, with the first rows of the file beside it. */
export function MappingForm({ found, target, onStarted }: MappingFormProps) {
  const trpc = useTRPC()
  const [mapping, setMapping] = useState(found.mapping)
  const [matchBy, setMatchBy] = useState(found.matchBy ?? '')
  const [matched, setMatched] = useState<'update' | 'skip'>(found.matched === 'skip' ? 'skip' : 'update')
  const run = useMutation(trpc.imports.run.mutationOptions({ onSuccess: onStarted }))
  const start = (isDryRun: boolean) =>
    run.mutate({ id: found.id, mapping, matchBy: matchBy === '' ? null : matchBy, matched, isDryRun })
  const missing = target.targets.filter(
    ({ name, isRequired }) => isRequired && !mapping.some((to) => to?.split('.')[0] === name),
  )
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Column of the file</th>
              <th scope="col">Goes into</th>
              <th scope="col">First rows</th>
            </tr>
          </thead>
          <tbody>
            {found.columns.map((column, nth) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same name, and columns never move
              <tr key={nth}>
                <th scope="row">{column === '' ? `Column ${nth + 1}` : column}</th>
                <td>
                  <select
                    aria-label={`${column} goes into`}
                    value={mapping[nth] ?? ''}
                    onChange={({ currentTarget }) =>
                      setMapping(mapping.map((to, index) => (index === nth ? currentTarget.value || null : to)))
                    }
                  >
                    <option value="">Nowhere</option>
                    {target.targets.map(({ name, label, isRequired }) => (
                      <option key={name} value={name}>
                        {label}
                        {isRequired ? ' (needed)' : ''}
                      </option>
                    ))}
                  </select>
                </td>
                <td className={styles.sample}>
                  {found.samples
                    .map((row) => row[nth] ?? '')
                    .filter((cell) => cell !== '')
                    .slice(0, 3)
                    .join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.options}>
        <label>
          Rows that are there already{' '}
          <select value={matchBy} onChange={({ currentTarget }) => setMatchBy(currentTarget.value)}>
            <option value="">are not looked for</option>
            {target.matchBy.map((name) => (
              <option key={name} value={name}>
                are found by {name}
              </option>
            ))}
          </select>
        </label>
        {matchBy !== '' && (
          <label>
            and{' '}
            <select
              value={matched}
              onChange={({ currentTarget }) => setMatched(currentTarget.value === 'skip' ? 'skip' : 'update')}
            >
              <option value="update">are updated</option>
              <option value="skip">stay as they are</option>
            </select>
          </label>
        )}
      </div>
      {missing.length > 0 && (
        <p className={styles.hint}>Not filled yet: {missing.map(({ name }) => name).join(', ')}.</p>
      )}
      {run.error && (
        <p role="alert" className={styles.failure}>
          {Object.values(failureOf(run.error).fields).flat().join(' ') || failureOf(run.error).message}
        </p>
      )}
      <div className={styles.actions}>
        <Button variant="default" isBusy={run.isPending} onClick={() => start(true)}>
          Check without writing
        </Button>
        <Button isBusy={run.isPending} onClick={() => start(false)}>
          Import
        </Button>
      </div>
    </>
  )
}
