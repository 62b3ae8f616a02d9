'use client'
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import styles from '../fields.module.css'

/** Undefined for text that is not valid JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const problemOf = (text: string) => {
  if (text.trim() === '') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `This is not JSON yet: ${error instanceof Error ? error.message : String(error)}.`
  }
}

interface JsonTextProps {
  /** The name and id of the text area in its form. */
  readonly shared: Readonly<Record<string, unknown>>
  readonly error: string | undefined
  readonly defaultValue: string
  onChange(text: string): void
}

/** JSON as text. Its error is shown when the user leaves the input. */
export function JsonText({ shared, error, defaultValue, onChange }: JsonTextProps) {
  const [problem, setProblem] = useState<string>()
  return (
    <Textarea
      {...shared}
      error={problem ?? error}
      defaultValue={defaultValue}
      rows={6}
      spellCheck={false}
      classNames={{ input: styles.code ?? '' }}
      onChange={(event) => {
        onChange(event.currentTarget.value)
        if (problem) setProblem(problemOf(event.currentTarget.value))
      }}
      onBlur={(event) => setProblem(problemOf(event.currentTarget.value))}
    />
  )
}
