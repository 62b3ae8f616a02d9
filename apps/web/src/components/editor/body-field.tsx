'use client'
import '@mantine/core/styles/Tabs.layer.css'
import { Tabs, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useId, useState } from 'react'
import { codeOf, OnDemand } from '../../client/on-demand.tsx'
import type { ArticleText } from '../../client/unsaved-text.ts'
import { TextSkeleton } from '../states/text-skeleton.tsx'
import styles from './article-editor.module.css'

const preview = codeOf(() => import('./preview.tsx').then((module) => module.Preview))

/** The Markdown of an article: an input, and a preview. */
export function BodyField({ form }: { form: UseFormReturnType<ArticleText & Record<string, unknown>> }) {
  const id = useId()
  const [tab, setTab] = useState<string | null>('write')
  return (
    <div>
      <label htmlFor={id} className={styles.label}>
        Text
      </label>
      <Tabs value={tab} onChange={setTab} keepMounted>
        <Tabs.List>
          <Tabs.Tab value="write">Write</Tabs.Tab>
          <Tabs.Tab value="preview">Preview</Tabs.Tab>
          <span className={styles.hint}>Markdown: # heading, **bold**, [link](https://…), - list, ``` code</span>
        </Tabs.List>
        <Tabs.Panel value="write">
          <Textarea
            {...form.getInputProps('body')}
            key={form.key('body')}
            id={id}
            name="body"
            size="md"
            minRows={16}
            spellCheck
            classNames={{ input: styles.body ?? '' }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="preview" className={styles.preview ?? ''}>
          {tab === 'preview' && (
            <OnDemand code={preview} props={{ source: form.getValues().body }} loading={<TextSkeleton />} />
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
