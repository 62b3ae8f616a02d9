'use client'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Input.layer.css'
import { Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import { showToast } from '../../client/toasts.tsx'
import { useTRPC, useTRPCClient } from '../../client/trpc.ts'
import { Button } from '../../components/button.tsx'
import type { Resource } from '../types.ts'
import type { ChangeView } from '../use-view.ts'
import { readView, type View, viewQuery } from '../view.ts'
import styles from './toolbar.module.css'

interface ViewsMenuProps {
  resource: Resource
  view: View
  onChange: ChangeView
}

/** The user's saved views: names for addresses of this table. */
export function ViewsMenu({ resource, view, onChange }: ViewsMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const views = useQuery(
    trpc.savedViews.list.queryOptions(
      { filter: { resource: { equals: resource.name } }, limit: 100 },
      { enabled: isOpen },
    ),
  )
  const refresh = () => queryClient.invalidateQueries(trpc.savedViews.list.queryFilter())
  const query = viewQuery({ ...view, cursor: undefined, page: 1 })
  const save = useMutation({
    mutationFn: (name: string) => client.savedViews.create.mutate({ resource: resource.name, name, query }),
    onSuccess: async ({ name }) => {
      showToast({ message: `“${name}” is saved.` })
      await refresh()
    },
  })
  const remove = useMutation({
    mutationFn: (id: string) => client.savedViews.remove.mutate({ id }),
    onError: (error) => showToast({ title: 'It was not removed', message: failureOf(error).message, isFailure: true }),
    onSettled: refresh,
  })
  const failure = save.error && failureOf(save.error)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = String(new FormData(form).get('name') ?? '').trim()
    if (name !== '') save.mutate(name, { onSuccess: () => form.reset() })
  }
  const items = views.data?.items ?? []
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={300} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="small" variant="default" onClick={() => setOpen((is) => !is)}>
          <IconBookmark size={16} stroke={1.7} aria-hidden="true" />
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        {views.isPending && <p className={styles.quiet}>Loading…</p>}
        {views.error && <p className={styles.quiet}>{failureOf(views.error).message}</p>}
        {views.data && items.length === 0 && (
          <p className={styles.quiet}>No saved views yet. Search, filter and sort, then give the result a name.</p>
        )}
        <ul className={styles.menu} aria-label="Saved views">
          {items.map(({ id, name, query: saved }) => (
            <li key={id} className={styles.view}>
              <a
                href={saved === '' ? `/data/${resource.name}` : `/data/${resource.name}?${saved}`}
                aria-current={saved === query ? 'page' : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return
                  event.preventDefault()
                  onChange(readView(resource, new URLSearchParams(saved)))
                  setOpen(false)
                }}
              >
                {name}
              </a>
              <button
                type="button"
                className={styles.remove}
                aria-label={`Remove the view ${name}`}
                onClick={() => remove.mutate(id)}
              >
                <IconX size={15} stroke={1.8} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
        <form className={`${styles.save} ${styles.menuFoot}`} onSubmit={submit}>
          <TextInput
            name="name"
            aria-label="Name of this view"
            placeholder="Name of this view"
            size="sm"
            maxLength={100}
            autoComplete="off"
            error={failure ? (failure.fields.name?.[0] ?? failure.message) : undefined}
          />
          <Button type="submit" size="small" isBusy={save.isPending}>
            Save
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
