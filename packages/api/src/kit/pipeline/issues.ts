import type { z } from 'zod'
import { hintIn } from '../known-names.ts'

/** The most problems that an error lists: a person fixes the first ones, and a hostile request does not get an answer larger than itself. */
const maxProblems = 20

/** A message shows a client's key up to this length, in characters. */
const maxKeyLength = 100

/** One problem of an input, and its path. */
export interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A key that a client sent, in the form that an error may show. */
export function shownKey(key: PropertyKey): string {
  const text = String(key)
  return text.length > maxKeyLength ? `${text.slice(0, maxKeyLength)}…` : text
}

/** The first problems of a list, and a sentence that gives the number of omitted ones. */
export function firstProblems<Problem>(problems: readonly Problem[]): { first: readonly Problem[]; rest?: string } {
  if (problems.length <= maxProblems) return { first: problems }
  const count = problems.length - maxProblems
  return {
    first: problems.slice(0, maxProblems),
    rest: `${count.toLocaleString('en')} more ${count === 1 ? 'problem is' : 'problems are'} not listed.`,
  }
}

/** The problems that a schema found, each with its path: for a union those of the closest option, for unknown keys one per key. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => issuesIn(issue))
}

function issuesIn(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): Issue[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    // The hint applies to all of them, so only the first one has it.
    return issue.keys.map((key, nth) => ({
      path: [...path, shownKey(key)],
      message: `It is not known here.${nth === 0 ? hintIn(issue) : ''}`,
    }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [nearest = []] = issue.errors.toSorted((one, other) => one.length - other.length)
    return nearest.flatMap((each) => issuesIn(each, path))
  }
  return [{ path, message: issue.message }]
}
