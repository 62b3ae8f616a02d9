import type { Problem } from './problem.ts'
import type { Schema } from './shape.ts'

/** A value within a value, and how the form is told that it changes. */
export interface PartProps {
  readonly schema: Schema
  readonly root: Schema
  readonly value: unknown
  readonly label: string
  readonly isRequired: boolean
  /** The keys that lead here. */
  readonly path: readonly string[]
  readonly problem: Problem | undefined
  /** Undefined leaves the value out. */
  onChange(value: unknown): void
  /** Text at a place that is not JSON yet; undefined when it is, or when what was there is gone. */
  onBroken(place: string, text: string | undefined): void
}
