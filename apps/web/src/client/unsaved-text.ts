const prefix = 'plinth.unsaved.'

/** The fields of an article's form. */
export interface ArticleText {
  title: string
  description: string
  tags: string[]
  body: string
}

/** Typed text that is not yet saved, kept in this tab's storage so that a wrong click or a crash does not lose it. */
export interface UnsavedText {
  readonly text: ArticleText
  readonly savedAtMs: number
}

export function keepUnsavedText(key: string, text: ArticleText): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ text, savedAtMs: Date.now() } satisfies UnsavedText))
  } catch {
    // Storage is full or disabled: the text is still in the form, and leaving the page asks first.
  }
}

export function readUnsavedText(key: string): UnsavedText | null {
  try {
    const kept = localStorage.getItem(prefix + key)
    return kept === null ? null : (JSON.parse(kept) as UnsavedText) // written by keepUnsavedText alone
  } catch {
    return null
  }
}

export function forgetUnsavedText(key: string): void {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // Without storage nothing was kept.
  }
}

/** For sign-out: the next user of this browser finds nothing. */
export function forgetUnsavedTexts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
  } catch {
    // Without storage nothing was kept.
  }
}
