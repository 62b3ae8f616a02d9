import { type KeyboardEvent, useState } from 'react'
import type { Article } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { type Fields, Form, TextArea, TextField } from './form.tsx'
import { useSite } from './site-context.ts'

/** Writes a new article, or changes an existing one. */
export function ArticleForm({ article }: { article?: Article }) {
  const { conduit, navigator } = useSite()
  const [tags, setTags] = useState<readonly string[]>(article?.tagList ?? [])
  async function send(fields: Fields) {
    const draft = {
      title: fields('title'),
      description: fields('description'),
      body: fields('body'),
      // A tag that is still being typed counts too.
      tagList: withTag(tags, fields('tags')),
    }
    const published = await conduit.publish(draft, article?.slug)
    await navigator.go(addresses.article(published.slug))
  }
  return (
    <Form send={send} button="Publish Article">
      <TextField name="title" placeholder="Article Title" defaultValue={article?.title} />
      <TextField
        large={false}
        name="description"
        placeholder="What's this article about?"
        defaultValue={article?.description}
      />
      <TextArea name="body" rows={12} placeholder="Write your article (in markdown)" defaultValue={article?.body} />
      <TagField tags={tags} onChange={setTags} />
    </Form>
  )
}

interface TagFieldProps {
  readonly tags: readonly string[]
  readonly onChange: (tags: readonly string[]) => void
}

function TagField({ tags, onChange }: TagFieldProps) {
  function press(event: KeyboardEvent<HTMLInputElement>) {
    // While a text is being composed, Enter ends the composition.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    const field = event.currentTarget
    onChange(withTag(tags, field.value))
    field.value = ''
  }
  return (
    <>
      <TextField
        large={false}
        name="tags"
        placeholder="Enter tags"
        autoComplete="off"
        enterKeyHint="done"
        onKeyDown={press}
      />
      <div className="tag-list">
        {tags.map((tag) => (
          <span key={tag} className="tag-default tag-pill">
            <button
              type="button"
              aria-label={`Remove tag ${tag}`}
              onClick={() => onChange(tags.filter((t) => t !== tag))}
            >
              <i className="ion-close-round" />
            </button>
            {tag}
          </span>
        ))}
      </div>
    </>
  )
}

function withTag(tags: readonly string[], text: string): readonly string[] {
  const tag = text.trim()
  return tag === '' || tags.includes(tag) ? tags : [...tags, tag]
}
