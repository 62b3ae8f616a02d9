import type { Page, Visit } from '../routing/page.ts'
import { articlePage } from './article.tsx'
import { editorPage } from './editor.tsx'
import { homePage } from './home.tsx'
import { notFound } from './not-found.tsx'
import { profilePages } from './profile.tsx'
import { settingsPage } from './settings.tsx'
import { signInPage, signUpPage } from './sign-in.tsx'

const pages: readonly Page[] = [
  homePage,
  articlePage,
  ...profilePages,
  editorPage,
  settingsPage,
  signInPage,
  signUpPage,
]

/** The page at an address. */
export function findVisit(url: URL): Visit {
  for (const page of pages) {
    const visit = page(url)
    if (visit) return visit
  }
  return notFound(url)
}
