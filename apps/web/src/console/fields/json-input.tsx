'use client'
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { FieldInputProps } from './field-input-props.ts'
import styles from './fields.module.css'
import { inputProps } from './input-props.ts'

const problemOf = (text: string) => {
  if (text.trim() === '') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** JSON as text. What is wrong with it is said when one leaves it. */
export function JsonInput(props: FieldInputProps) {
  const [problem, setProblem] = useState<string>()
  return (
    <Textarea
      {...inputProps(props)}
      error={problem ?? props.error}
      defaultValue={String(props.defaultValue ?? '')}
      rows={6}
      spellCheck={false}
      classNames={{ input: styles.code ?? '' }}
      onChange={(event) => {
        props.onChange(event.currentTarget.value)
        if (problem) setProblem(problemOf(event.currentTarget.value))
      }}
      onBlur={(event) => setProblem(problemOf(event.currentTarget.value))}
    />
  )
}
