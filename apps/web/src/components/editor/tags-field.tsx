'use client'
import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '../../client/trpc.ts'
import type { ArticleText } from '../../client/unsaved-text.ts'
import styles from './article-editor.module.css'

const tidy = (tags: string[]) =>
  [
    ...new Set(tags.flatMap((tag) => tag.split(',')).map((tag) => tag.trim().toLowerCase().replace(/\s+/g, ' '))),
  ].filter((tag) => tag !== '')

/** A tags input that suggests existing tags. */
export function TagsField({ form }: { form: UseFormReturnType<ArticleText & Record<string, unknown>> }) {
  const trpc = useTRPC()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim().slice(0, 50), 200)
  const known = useQuery(
    trpc.tags.list.queryOptions(
      { limit: 20, ...(text && { text }) },
      { placeholderData: keepPreviousData, retry: false },
    ),
  )
  const { onChange, ...field } = form.getInputProps('tags')
  return (
    <TagsInput
      {...field}
      onChange={(tags) => onChange(tidy(tags))}
      key={form.key('tags')}
      label="Tags"
      description="Up to 20. Enter or a comma ends one."
      size="md"
      maxTags={20}
      splitChars={[',']}
      searchValue={typed}
      onSearchChange={setTyped}
      data={known.data?.map(({ name }) => name) ?? []}
      withScrollArea={false}
      classNames={{ options: styles.suggestions ?? '' }}
      comboboxProps={{ withinPortal: false }}
    />
  )
}
