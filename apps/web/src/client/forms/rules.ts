type Rule = (value: string) => string | null

interface TextRule {
  /** As in 'Enter …': `a title`. */
  readonly what: string
  readonly min?: number
  readonly max: number
}

/** A text of `min` to `max` characters, with a message. The backend decides; this saves a request. */
export function text({ what, min = 0, max }: TextRule): Rule {
  return (value) => {
    const length = value.trim().length
    if (length === 0 && min > 0) return `Enter ${what}.`
    if (length < min) return `Use at least ${min} characters; these are ${length}.`
    if (value.length > max)
      return `Use at most ${max.toLocaleString('en')} characters; these are ${value.length.toLocaleString('en')}.`
    return null
  }
}

export const email: Rule = (value) =>
  /^\S+@\S+\.\S+$/.test(value.trim()) ? null : 'Enter an e-mail address, such as ada@example.com.'

export const newPassword: Rule = (value) => {
  if (value.length < 10) return `Use at least 10 characters; these are ${value.length}.`
  return value.length > 200 ? 'Use at most 200 characters.' : null
}

export const given =
  (message: string): Rule =>
  (value) =>
    value === '' ? message : null
