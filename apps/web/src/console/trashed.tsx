'use client'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { useTRPCClient } from '../client/trpc.ts'
import type { Field, Resource, Row, Trashed } from './types.ts'
import { keyOf } from './use-calls.ts'

const TrashedContext = createContext<readonly Trashed[]>([])

/** Whether a relation of the row is null and may lead to a row in the trash. */
const mayBeTrashed = (row: Row, { name, kind, target }: Field) =>
  kind === 'one' && target?.isSoft === true && row[name] === null

/** Finds out which relations of these rows lead to rows in the trash that the user may see; it asks the server only if a relation may. */
export function TrashedProvider(props: { resource: Resource; rows: readonly Row[]; children: ReactNode }) {
  const { resource, rows, children } = props
  const client = useTRPCClient()
  const ids = rows
    .filter((row) => resource.fields.some((field) => mayBeTrashed(row, field)))
    .map(({ id }) => String(id))
    .slice(0, 200)
  const { data = [] } = useQuery({
    queryKey: keyOf(resource.name, 'trashed', ids),
    queryFn: () => client.resources.trashed.query({ name: resource.name, ids }),
    enabled: ids.length > 0,
  })
  return <TrashedContext value={data}>{children}</TrashedContext>
}

/** The row in the trash that a relation leads to; undefined if there is none, or the user may not see it. */
export function useTrashed(row: Row, { name }: Pick<Field, 'name'>): Trashed['target'] | undefined {
  return useContext(TrashedContext).find(({ id, field }) => id === row.id && field === name)?.target
}

/** The same for a form, which has one row. */
export const useTrashedInForm = ({ name }: Pick<Field, 'name'>): Trashed['target'] | undefined =>
  useContext(TrashedContext).find(({ field }) => field === name)?.target
