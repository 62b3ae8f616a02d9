import { tagName } from '@plinth/api/features/tags/tag-name'

/** The maximum for an article. */
const maxTags = 20

/** Keywords as tags, by the rules for tags. `left` are invalid or surplus keywords. */
export function tagsOf(keywords: readonly string[]): { tags: string[]; left: string[] } {
  const tags = new Set<string>()
  const left: string[] = []
  for (const keyword of keywords) {
    if (keyword.trim() === '') continue
    const tag = tagName.safeParse(keyword.toWellFormed()).data
    if (tag === undefined || tag.includes('\0') || (tags.size === maxTags && !tags.has(tag))) left.push(keyword)
    else tags.add(tag)
  }
  return { tags: [...tags], left }
}
