import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures/conduit.ts'
import { hostileMarkdown } from '../fixtures/hostile-markdown.ts'
import { unique } from '../fixtures/people.ts'

const attack = '"><img src=x onerror=window.isTaken=1><script>window.isTaken=1</script>'
const attackingTag = '"><img src=x onerror=isTaken=1>'

test('nothing that people write is run, in any field', async ({ page, open, api, member, watch }) => {
  test.setTimeout(120_000)
  // Pictures in texts are requested, and do not exist.
  watch.expectMessage(/request to elsewhere: https:|Failed to load resource/)
  // DOMPurify parses in a document of its own, under the same policy: the policy has already stopped what DOMPurify then removes.
  watch.expectMessage(/(script-src-attr|style-src-elem|style-src-attr|base-uri) stopped|violates the following/)
  await api.save(member, { bio: attack, image: 'https://pictures.example/"onerror="window.isTaken=1' })
  const title = `${unique('Hostile ')} ${attack}`
  const slug = await api.publish(member, { title, description: attack, body: hostileMarkdown, tagList: [attackingTag] })
  await api.comment(member, slug, attack)
  const signedIn = await open(member)
  const lists = ['/', `/tag/${encodeURIComponent(attackingTag)}`, `/profile/${member.username}`]
  for (const [reader, paths] of [
    [page, [...lists, `/article/${slug}`]],
    [signedIn, [`/article/${slug}`]],
  ] as const) {
    for (const path of paths) {
      await reader.goto(path)
      await expect(reader.locator('.article-preview, .article-content').first()).toBeVisible()
      expect(await reader.evaluate(() => 'isTaken' in window), path).toBe(false)
    }
    await expect(reader.locator('.card-text')).toHaveText(attack)
    // The browser renders it as well, with another library.
    await reader.getByRole('link', { name: 'Home' }).click()
    await reader.getByRole('heading', { name: title }).click()
    await expect(reader.locator('.prose')).toBeVisible()
    expect(await reader.evaluate(() => 'isTaken' in window)).toBe(false)
    const acting =
      'script, style, link, base, meta, svg, math, iframe, object, embed, video, form, input, button, textarea'
    await expect(reader.locator('.prose').locator(acting)).toHaveCount(0)
    await expect(
      reader.locator(
        '.prose :is(a[href^="javascript:" i], [style], [id]:not([id^="user-content-"]), [class]:not([class^="language-"], [class^="hljs-"]))',
      ),
    ).toHaveCount(0)
  }
})

const articleText = '# One\n\n[Two](https://example.com) `three`'

test('every page for guests is accessible in both colour schemes', async ({ page, api, member, watch }) => {
  test.setTimeout(90_000)
  watch.expectStatus(404)
  const slug = await api.publish(member, { body: articleText, tagList: ['reading'] })
  await api.comment(member, slug, 'A comment')
  await expectAccessible(page, ['/', `/article/${slug}`, `/profile/${member.username}`, '/login', '/not/there'])
})

test('every page for members is accessible in both colour schemes', async ({ open, api, member }) => {
  test.setTimeout(90_000)
  const slug = await api.publish(member, { body: articleText, tagList: ['reading'] })
  await api.comment(member, slug, 'A comment')
  const paths = ['/?feed=following', `/article/${slug}`, `/editor/${slug}`, '/settings']
  await expectAccessible(await open(member), paths)
})

async function expectAccessible(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await expect(page.locator('.skeleton')).toHaveCount(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const axe = new AxeBuilder({ page }).setLegacyMode()
      // The other colour scheme changes colours and nothing else.
      const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze()
      const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
      expect.soft(found, `axe on ${path} in ${colorScheme}`).toEqual([])
    }
  }
}
