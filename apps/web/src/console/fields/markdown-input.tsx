'use client'
import '@mantine/core/styles/Tabs.layer.css'
import { Tabs, Textarea } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import { codeOf, OnDemand } from '../../client/on-demand.tsx'
import { TextSkeleton } from '../../components/states/text-skeleton.tsx'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'
import { inputProps } from './input-props.ts'

const preview = codeOf(() => import('../../components/editor/preview.tsx').then((module) => module.Preview))

/** A Markdown input with a preview. */
export function MarkdownInput(props: FieldInputProps) {
  const id = useId()
  const text = useRef(String(props.defaultValue ?? ''))
  const [tab, setTab] = useState<string | null>('write')
  const { label, withAsterisk, ...shared } = inputProps(props)
  return (
    <div>
      <label htmlFor={id} className={styles.label}>
        {label}
        {withAsterisk && <span aria-hidden="true"> *</span>}
      </label>
      <Tabs value={tab} onChange={setTab} keepMounted>
        <Tabs.List>
          <Tabs.Tab value="write">Write</Tabs.Tab>
          <Tabs.Tab value="preview">Preview</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="write">
          <Textarea
            {...shared}
            id={id}
            defaultValue={text.current}
            minRows={8}
            classNames={{ input: styles.markdown ?? '' }}
            onChange={(event) => {
              text.current = event.currentTarget.value
              props.onChange(text.current)
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="preview" className={styles.preview ?? ''}>
          {tab === 'preview' && <OnDemand code={preview} props={{ source: text.current }} loading={<TextSkeleton />} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
