'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { DataProvider } from '../../client/data-provider.tsx'
import { failureOf } from '../../client/failure.ts'
import { codeOf, OnDemand } from '../../client/on-demand.tsx'
import { showToast } from '../../client/toasts.tsx'
import { useTRPC } from '../../client/trpc.ts'
import { Button, LinkButton } from '../button.tsx'
import styles from './article-buttons.module.css'

const confirmDialog = codeOf(() => import('../confirm-dialog.tsx').then((module) => module.ConfirmDialog))

export interface ArticleActionsProps {
  article: { id: string; slug: string; version: number; title: string; isPublished: boolean }
  /** An operator who is not the author may only remove. */
  isAuthor: boolean
}

const tell = (title: string) => (error: unknown) =>
  showToast({ title, message: failureOf(error).message, isFailure: true })

/** What an author can do with an article. */
export function ArticleButtons(props: ArticleActionsProps) {
  return (
    <DataProvider>
      <Buttons {...props} />
    </DataProvider>
  )
}

function Buttons({ article, isAuthor }: ArticleActionsProps) {
  const { id, slug, version, title, isPublished } = article
  const trpc = useTRPC()
  const router = useRouter()
  const [isAsking, setAsking] = useState(false)
  const publish = useMutation(
    trpc.articles.publish.mutationOptions({
      onSuccess: () => {
        showToast({ message: 'Published: everyone can read it now.' })
        router.refresh()
      },
      onError: tell('It was not published'),
    }),
  )
  const unpublish = useMutation(
    trpc.articles.unpublish.mutationOptions({
      onSuccess: () => {
        showToast({ message: 'Unpublished: it is a draft again, for you alone.' })
        router.refresh()
      },
      onError: tell('It is still published'),
    }),
  )
  const remove = useMutation(
    trpc.articles.remove.mutationOptions({
      onSuccess: () => {
        showToast({ message: `“${title}” was removed.` })
        router.push(isPublished ? '/' : '/drafts')
        router.refresh()
      },
      onError: tell('It was not removed'),
    }),
  )
  return (
    <div className={styles.actions}>
      {isAuthor && (
        <>
          <LinkButton href={`/editor/${slug}`} variant="default" size="small">
            Edit
          </LinkButton>
          {isPublished ? (
            <Button
              variant="default"
              size="small"
              isBusy={unpublish.isPending}
              onClick={() => unpublish.mutate({ id, version })}
            >
              Unpublish
            </Button>
          ) : (
            <Button size="small" isBusy={publish.isPending} onClick={() => publish.mutate({ id, version })}>
              Publish
            </Button>
          )}
        </>
      )}
      <Button variant="quiet-danger" size="small" onClick={() => setAsking(true)}>
        Remove
      </Button>
      {isAsking && (
        <OnDemand
          code={confirmDialog}
          props={{
            title: 'Remove this article?',
            confirmLabel: 'Remove',
            isBusy: remove.isPending,
            onConfirm: () => remove.mutate({ id }),
            onClose: () => setAsking(false),
            children: `“${title}” will be gone for everyone, with its text. This cannot be undone.`,
          }}
        />
      )}
    </div>
  )
}
