'use client'
import '@mantine/core/styles/Input.layer.css'
import { NativeSelect, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { readCondition, type Way, wayOf, waysOf } from '../conditions.ts'
import type { Filter, Resource } from '../types.ts'
import type { Comparison } from '../view.ts'
import styles from './toolbar.module.css'

interface FilterPanelProps {
  resource: Resource
  comparisons: readonly Comparison[]
  onApply(comparisons: Comparison[]): void
  onClose(): void
}

interface Line extends Comparison {
  readonly key: number
}

const wayKey = ({ by, fixed }: Way) => (fixed === undefined ? by : `${by} ${fixed}`)

/** Builds filters from a field, a comparison and a value. */
export function FilterPanel({ resource, comparisons, onApply, onClose }: FilterPanelProps) {
  const { filters } = resource
  const next = useRef(comparisons.length)
  const panel = useRef<HTMLElement>(null)
  const [isChecked, setChecked] = useState(false)
  const newLine = (): Line[] => {
    const [filter] = filters
    return filter ? [lineOf(filter, next.current++)] : []
  }
  const [lines, setLines] = useState<readonly Line[]>(() =>
    comparisons.length > 0 ? comparisons.map((one, key) => ({ ...one, key })) : newLine(),
  )
  useEffect(() => panel.current?.querySelector('select')?.focus(), [])
  const change = (key: number, changed: Partial<Comparison>) =>
    setLines((all) => all.map((line) => (line.key === key ? { ...line, ...changed } : line)))
  const isWrong = (line: Line) => {
    const filter = filters.find(({ name }) => name === line.filter)
    return !filter || readCondition(filter, line.by, line.value) === undefined
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    const wrong = lines.findIndex(isWrong)
    if (wrong >= 0) return panel.current?.querySelectorAll('li')[wrong]?.querySelector('input')?.focus()
    // One comparison of each kind for a field: the last one entered.
    const said = new Map(lines.map(({ filter, by, value }) => [`${filter}.${by}`, { filter, by, value }]))
    onApply([...said.values()])
    onClose()
  }
  return (
    <section
      ref={panel}
      id="filters"
      className={styles.panel}
      aria-labelledby="filters-title"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <h2 id="filters-title">Filter {resource.labels.many}</h2>
      <form onSubmit={submit} noValidate>
        <ul className={styles.comparisons}>
          {lines.map((line) => (
            <ComparisonLine
              key={line.key}
              line={line}
              filters={filters}
              isWrong={isChecked && isWrong(line)}
              onChange={(changed) => change(line.key, changed)}
              onRemove={() => setLines((all) => all.filter(({ key }) => key !== line.key))}
            />
          ))}
        </ul>
        <div className={styles.panelActions}>
          <Button size="small" variant="quiet" onClick={() => setLines((all) => [...all, ...newLine()])}>
            <IconPlus size={16} stroke={1.7} aria-hidden="true" />
            Add a filter
          </Button>
          <Button size="small" variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button size="small" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </section>
  )
}

function lineOf(filter: Filter, key: number): Line {
  const [way] = waysOf(filter)
  return { key, filter: filter.name, by: way?.by ?? 'equals', value: way?.fixed ?? firstValue(filter, way) }
}

/** A choice has an initial value. */
function firstValue({ choices }: Filter, way: Way | undefined): string {
  if (way?.input === 'boolean') return 'true'
  return way?.input === 'choice' ? (choices?.[0] ?? '') : ''
}

interface ComparisonLineProps {
  line: Line
  filters: readonly Filter[]
  isWrong: boolean
  onChange(changed: Partial<Comparison>): void
  onRemove(): void
}

function ComparisonLine({ line, filters, isWrong, onChange, onRemove }: ComparisonLineProps) {
  const filter = filters.find(({ name }) => name === line.filter)
  if (!filter) return null
  const ways = waysOf(filter)
  const way = wayOf(filter, line.by, line.value) ?? ways[0]
  return (
    <li className={styles.comparison}>
      <NativeSelect
        aria-label="Field"
        data={filters.map(({ name, label }) => ({ value: name, label }))}
        value={filter.name}
        onChange={({ currentTarget: { value } }) => {
          const chosen = filters.find(({ name }) => name === value)
          if (chosen) onChange(lineOf(chosen, line.key))
        }}
      />
      <NativeSelect
        aria-label="How it is compared"
        data={ways.map((one) => ({ value: wayKey(one), label: one.words }))}
        value={way ? wayKey(way) : ''}
        onChange={({ currentTarget: { value } }) => {
          const chosen = ways.find((one) => wayKey(one) === value)
          if (!chosen) return
          const isSame = chosen.input === way?.input && chosen.fixed === undefined
          onChange({ by: chosen.by, value: chosen.fixed ?? (isSame ? line.value : firstValue(filter, chosen)) })
        }}
      />
      <ComparedValue
        filter={filter}
        way={way}
        value={line.value}
        isWrong={isWrong}
        onChange={(value) => onChange({ value })}
      />
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove this filter of ${filter.label}`}
        onClick={onRemove}
      >
        <IconX size={17} stroke={1.7} aria-hidden="true" />
      </button>
    </li>
  )
}

interface ComparedValueProps {
  filter: Filter
  way: Way | undefined
  value: string
  isWrong: boolean
  onChange(value: string): void
}

function ComparedValue({ filter, way, value, isWrong, onChange }: ComparedValueProps) {
  if (!way || way.input === 'none') return <span />
  const label = `Value for ${filter.label}`
  if (way.input === 'choice' || way.input === 'boolean') {
    const data =
      way.input === 'boolean'
        ? [
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]
        : (filter.choices ?? [])
    return (
      <NativeSelect
        aria-label={label}
        data={data}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      aria-label={label}
      type={way.input === 'date' ? 'date' : 'text'}
      inputMode={way.input === 'number' ? 'decimal' : 'text'}
      placeholder={way.by === 'in' ? 'one, two, three' : undefined}
      value={way.input === 'date' ? value.slice(0, 10) : value}
      autoComplete="off"
      error={isWrong ? (value === '' ? 'Say with what.' : `This is no ${way.input} to compare with.`) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
