'use client'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import styles from './json.module.css'
import type { PartProps } from './part-props.ts'
import { emptyOf, type Schema, type Shape } from './shape.ts'

interface ListProps extends PartProps {
  readonly item: Schema
  readonly shape: Shape
  /** The inputs of an entry. */
  part(item: PartProps): ReactNode
}

/** The entries of a list in their order: each can be moved and removed, and new ones are added at the end. */
export function JsonList({ item, shape, part, ...props }: ListProps) {
  const { root, label, path, problem, onChange, onBroken } = props
  const values = props.value as readonly unknown[] // `fits` has checked it
  const { maxItems = Number.POSITIVE_INFINITY } = shape.schema
  // An entry keeps its inputs when it is moved.
  const [keys, setKeys] = useState<readonly number[]>(() => values.map((_, nth) => nth))
  const next = useRef(values.length)
  const add = useRef<HTMLSpanElement>(null)
  const isRemoved = useRef(false)
  // The focused element is gone. The button can take the focus when the shorter list is shown.
  useEffect(() => {
    if (isRemoved.current) add.current?.querySelector('button')?.focus()
    isRemoved.current = false
  })
  const change = (changed: readonly unknown[], itsKeys: readonly number[]) => {
    setKeys(itsKeys)
    for (const nth of values.keys()) onBroken([...path, String(nth)].join('.'), undefined)
    onChange(changed)
  }
  const moved = <One,>(list: readonly One[], from: number, to: number) => {
    const copy = [...list]
    copy.splice(to, 0, ...copy.splice(from, 1))
    return copy
  }
  const move = (from: number, to: number) => change(moved(values, from, to), moved(keys, from, to))
  return (
    <>
      {values.length > 0 && (
        <ol className={styles.list}>
          {values.map((value, nth) => {
            const name = `${label} ${nth + 1}`
            return (
              <li key={keys[nth] ?? nth} className={styles.item}>
                <div className={styles.grow}>
                  {part({
                    ...{ root, value, problem, onBroken },
                    schema: item,
                    label: name,
                    isRequired: true,
                    path: [...path, String(nth)],
                    onChange: (changed) =>
                      onChange(values.map((each, index) => (index === nth ? (changed ?? null) : each))),
                  })}
                </div>
                <div className={styles.tools}>
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Move ${name} up`}
                    disabled={nth === 0}
                    onClick={() => move(nth, nth - 1)}
                  >
                    <IconArrowUp size={16} aria-hidden="true" />
                  </Button>
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Move ${name} down`}
                    disabled={nth === values.length - 1}
                    onClick={() => move(nth, nth + 1)}
                  >
                    <IconArrowDown size={16} aria-hidden="true" />
                  </Button>
                  <Button
                    size="small"
                    variant="quiet-danger"
                    aria-label={`Remove ${name}`}
                    onClick={() => {
                      const others = <One,>(list: readonly One[]) => list.filter((_, index) => index !== nth)
                      change(others(values), others(keys))
                      isRemoved.current = true
                    }}
                  >
                    <IconX size={16} aria-hidden="true" />
                  </Button>
                </div>
              </li>
            )
          })}
        </ol>
      )}
      <span ref={add}>
        <Button
          size="small"
          variant="default"
          disabled={values.length >= maxItems}
          data-json-path={path.length === 0 ? '' : undefined}
          onClick={() => change([...values, emptyOf(item, root) ?? null], [...keys, next.current++])}
        >
          Add to {label.toLowerCase()}
        </Button>
      </span>
    </>
  )
}
