import type { Problem } from './problem.ts'
import type { Schema } from './shape.ts'

/** A value within a value, and the callbacks that report its changes. */
export interface PartProps {
  readonly schema: Schema
  readonly root: Schema
  readonly value: unknown
  readonly label: string
  readonly isRequired: boolean
  /** The keys of the path to this value. */
  readonly path: readonly string[]
  readonly problem: Problem | undefined
  /** Undefined removes the value. */
  onChange(value: unknown): void
  /** Text at a place that is not valid JSON yet; undefined when it is valid, or when its place no longer exists. */
  onBroken(place: string, text: string | undefined): void
}
