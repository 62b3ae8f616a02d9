import type { Page, Response } from '@playwright/test'

/** Opens a page of this site and waits until its scripts answer to clicks and keys. */
export async function visit(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path)
  await untilInteractive(page)
  return response
}

/** Waits until the scripts of the page answer to clicks and keys, after a link has led to it. */
export async function untilInteractive(page: Page): Promise<void> {
  // React marks each element that it has taken over from the server's HTML.
  await page.waitForFunction(() => {
    const main = document.querySelector('main')
    return main !== null && Object.keys(main).some((key) => key.startsWith('__react'))
  })
}
