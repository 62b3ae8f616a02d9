'use client'
import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/ScrollArea.layer.css'
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

/** Tags with those that others use as suggestions. */
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
  return (
    <TagsInput
      {...form.getInputProps('tags')}
      key={form.key('tags')}
      label="Tags"
      description="Up to 20. Enter or a comma ends one."
      size="md"
      maxTags={20}
      splitChars={[',']}
      searchValue={typed}
      onSearchChange={setTyped}
      data={known.data?.map(({ name }) => name) ?? []}
      filter={({ options }) => options}
      comboboxProps={{ withinPortal: false }}
    />
  )
}
