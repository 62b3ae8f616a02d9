'use client'
import { useForm } from '@mantine/form'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormFailure } from '../../client/forms/form-failure.tsx'
import { Textarea, TextInput } from '../../client/forms/inputs.tsx'
import { text } from '../../client/forms/rules.ts'
import { useSubmit } from '../../client/forms/use-submit.ts'
import { showToast } from '../../client/toasts.tsx'
import type { ArticleText } from '../../client/unsaved-text.ts'
import { Button } from '../button.tsx'
import styles from './article-editor.module.css'
import { BodyField } from './body-field.tsx'
import { ConflictPanel } from './conflict-panel.tsx'
import { RestorePanel } from './restore-panel.tsx'
import { TagsField } from './tags-field.tsx'
import { type SavedArticle, useArticle } from './use-article.ts'
import { useLeaveWarning } from './use-leave-warning.ts'
import { useUnsavedText } from './use-unsaved-text.ts'

interface ArticleEditorProps {
  /** Id of the author: in a browser that several people use, unsaved text returns only to its own author. */
  authorId: string
  /** Undefined for a new article. */
  article?: SavedArticle & { text: ArticleText }
}

const empty: ArticleText = { title: '', description: '', tags: [], body: '' }

/** Writes an article: draft, published or new. */
export function ArticleEditor({ authorId, article }: ArticleEditorProps) {
  const router = useRouter()
  const { saved, save, publish, newest, forget } = useArticle(article)
  const [savedText, setSavedText] = useState(article?.text ?? empty)
  const unsaved = useUnsavedText(`${authorId}.${saved?.id ?? 'new'}`, savedText)
  const form = useForm<ArticleText & Record<string, unknown>>({
    mode: 'uncontrolled',
    initialValues: { ...savedText },
    validate: {
      title: text({ what: 'a title', min: 1, max: 200 }),
      description: text({ what: 'a description', max: 500 }),
      body: text({ what: 'a text', max: 200_000 }),
      tags: (tags) =>
        tags.length > 20
          ? 'Use at most 20 tags.'
          : tags.some((tag) => tag.length > 50)
            ? 'A tag has at most 50 characters.'
            : null,
    },
    onValuesChange: (values) => unsaved.note(values),
  })
  const { onSubmit, isSending, failure } = useSubmit(form, {
    send: async (values, action) => {
      await save(values)
      setSavedText(values)
      unsaved.settle(values)
      return action === 'publish' ? publish() : undefined
    },
    onDone: (published) => {
      if (published) {
        showToast({ message: 'Published: everyone can read it now.' })
        router.push(`/articles/${published.slug}`)
      } else if (saved?.isPublished) showToast({ message: 'Saved: readers see the new text.' })
      router.refresh()
    },
  })
  useLeaveWarning(unsaved.isDirty)

  const show = (shown: ArticleText) => {
    form.setValues({ ...shown })
    unsaved.note(shown)
  }
  const isConflict = failure?.code === 'CONFLICT' || failure?.code === 'NOT_FOUND'
  return (
    <form
      className={styles.form}
      onSubmit={onSubmit}
      method="post"
      noValidate
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === 's') {
          event.preventDefault()
          event.currentTarget.requestSubmit(
            event.currentTarget.querySelector<HTMLButtonElement>('button[value="save"]'),
          )
        }
      }}
    >
      {unsaved.found && <RestorePanel found={unsaved.found} onRestore={show} onDiscard={unsaved.discard} />}
      <TextInput
        {...form.getInputProps('title')}
        key={form.key('title')}
        label="Title"
        name="title"
        size="md"
        autoComplete="off"
        classNames={{ input: styles.title ?? '' }}
      />
      <Textarea
        {...form.getInputProps('description')}
        key={form.key('description')}
        label="Description"
        description="One or two sentences, shown in lists."
        name="description"
        size="md"
        rows={2}
        classNames={{ input: styles.description ?? '' }}
      />
      <TagsField form={form} />
      <BodyField form={form} />
      {isConflict ? (
        <ConflictPanel
          isGone={failure.code === 'NOT_FOUND'}
          mine={form.getValues}
          newest={newest}
          onShow={show}
          onForget={forget}
        />
      ) : (
        <FormFailure failure={failure} />
      )}
      <div className={styles.bar}>
        <span role="status" className={styles.state}>
          {stateOf({
            isDirty: unsaved.isDirty,
            isSaved: saved !== undefined,
            isPublished: saved?.isPublished ?? false,
          })}
        </span>
        <Button
          type="submit"
          name="action"
          value="save"
          variant={saved?.isPublished ? 'filled' : 'default'}
          isBusy={isSending}
        >
          {saved?.isPublished ? 'Save changes' : 'Save draft'}
        </Button>
        {!saved?.isPublished && (
          <Button type="submit" name="action" value="publish" disabled={isSending}>
            Publish
          </Button>
        )}
      </div>
    </form>
  )
}

function stateOf({
  isDirty,
  isSaved,
  isPublished,
}: {
  isDirty: boolean
  isSaved: boolean
  isPublished: boolean
}): string {
  if (isDirty) return 'Not saved yet'
  if (!isSaved) return ''
  return isPublished ? 'Saved and published' : 'Draft saved'
}
