'use client'
import { overridesOf } from './overrides.tsx'
import { OverridesProvider } from './overrides-context.tsx'
import { RecordPage } from './record/record-page.tsx'
import type { Resource, Row } from './types.ts'

interface RecordScreenProps {
  resource: Resource
  /** The row as the server read it. */
  row: Row
  readAtMs: number
}

/** A row of a resource, or the component that its feature supplies. */
export function RecordScreen({ resource, row, readAtMs }: RecordScreenProps) {
  const overrides = overridesOf(resource.name)
  const Own = overrides.record
  return (
    <OverridesProvider value={overrides}>
      {Own ? <Own resource={resource} row={row} /> : <RecordPage resource={resource} row={row} readAtMs={readAtMs} />}
    </OverridesProvider>
  )
}
