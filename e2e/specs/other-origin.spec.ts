import type * as client from '@plinth/client'
import { startOtherOrigin } from '../fixtures/other-origin.ts'
import { enter, signUpPerson, unique } from '../fixtures/people.ts'
import { expect, test } from '../fixtures/test.ts'
import { startProgram } from '../program/program.ts'

test('a page of another origin reads and writes with a token where it is allowed, and nowhere else', async ({
  browser,
  url,
  watch,
}) => {
  test.setTimeout(90_000)
  watch.expectMessage(/request to elsewhere: |No 'Access-Control-Allow-Origin' header is present|net::ERR_FAILED/)
  await using other = await startOtherOrigin()
  await using open = await startProgram({ CORS_ORIGINS: other.url, CONDUIT: 'off' })
  // The browser would count headers that Playwright adds as those of the page.
  await using context = await browser.newContext({ extraHTTPHeaders: {} })
  await watch.observe(context, other.url)
  const page = await context.newPage()
  await page.goto(other.url)
  for (const [at, isAllowed] of [
    [open.url, true],
    [url, false],
  ] as const) {
    const person = await signUpPerson(at)
    const { token } = await person.api.sessions.createToken.mutate({ name: 'other', expiresInDays: 1 })
    // A session exists as well: if its cookie were sent, the call would be refused.
    await enter(context, await signUpPerson(at))
    const title = unique('From elsewhere ')
    const answer = await page.evaluate(callPlinth, { module: '/client/index.ts', url: at, token, title })
    expect(answer).toEqual(isAllowed ? { username: person.username, title } : { failed: 'UNREACHABLE' })
  }
})

/** Runs in the page, whose origin serves the typed client as `module`. */
async function callPlinth({ module, url, token, title }: Record<'module' | 'url' | 'token' | 'title', string>) {
  const { createClient, isPlinthError }: typeof client = await import(module)
  const plinth = createClient({ url, token, retries: 0 })
  try {
    const { id } = await plinth.articles.create.mutate({ title, description: '', body: '', tags: [] })
    const [me, article] = await Promise.all([plinth.users.me.query(), plinth.articles.get.query({ id })])
    return { username: me?.username, title: article.title }
  } catch (error) {
    return { failed: isPlinthError(error) ? error.code : String(error) }
  }
}
