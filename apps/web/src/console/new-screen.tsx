'use client'
import { useRouter } from 'next/navigation'
import { showToast } from '../client/toasts.tsx'
import { capital } from './names-of-rows.ts'
import { overridesOf } from './overrides.tsx'
import { OverridesProvider } from './overrides-context.tsx'
import { NewForm } from './record/new-form.tsx'
import type { Resource } from './types.ts'

/** The form of a new row of a resource. */
export function NewScreen({ resource }: { resource: Resource }) {
  const router = useRouter()
  return (
    <OverridesProvider value={overridesOf(resource.name)}>
      <NewForm
        resource={resource}
        onCreated={(row) => {
          showToast({ message: `${capital(resource.labels.one)} created.` })
          router.push(`/data/${resource.name}/${String(row.id)}`)
        }}
      />
    </OverridesProvider>
  )
}
