import { type FormEvent, useRef } from 'react'
import { changed, type Part } from '../data/part.ts'
import type { Comment, User } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { Avatar } from './avatar.tsx'
import { Day } from './dates.tsx'
import { ErrorMessages, Skeleton } from './messages.tsx'
import { useMember, useSession, useSite } from './site-context.ts'
import { useAction } from './use-action.ts'

type Known = Part<readonly Comment[]>

interface CommentsProps {
  readonly slug: string
  readonly comments: Known
  readonly onChange: (change: (comments: Known) => Known) => void
}

/** The comments of an article, the newest first, and the form for one more. */
export function Comments({ slug, comments: { value, failure }, onChange }: CommentsProps) {
  const member = useMember()
  const { user } = useSession()
  const add = (comment: Comment) => onChange((part) => changed(part, (known) => [comment, ...known]))
  const drop = (id: number) => onChange((part) => changed(part, (known) => known.filter((other) => other.id !== id)))
  return (
    <section className="row comments" aria-label="Comments">
      <div className="col-xs-12 col-md-8 offset-md-2">
        {member ? (
          <CommentForm slug={slug} user={member} onAdd={add} />
        ) : (
          <p className="sign-in-to-comment">
            <a href={addresses.signIn}>Sign in</a> or <a href={addresses.signUp}>sign up</a> to add comments on this
            article.
          </p>
        )}
        <ErrorMessages failure={failure} />
        {!value && !failure && <Skeleton lines={3} />}
        {value?.map((comment) => (
          <CommentCard
            key={comment.id}
            slug={slug}
            comment={comment}
            onDrop={drop}
            isOwn={user?.username === comment.author.username}
          />
        ))}
      </div>
    </section>
  )
}

interface CommentFormProps {
  readonly slug: string
  readonly user: User
  readonly onAdd: (comment: Comment) => void
}

function CommentForm({ slug, user, onAdd }: CommentFormProps) {
  const { conduit } = useSite()
  const text = useRef<HTMLTextAreaElement>(null)
  const { run, isBusy, failure } = useAction(async () => {
    const field = text.current
    if (!field) return
    onAdd(await conduit.addComment(slug, field.value))
    field.value = ''
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    void run()
  }
  return (
    <>
      <ErrorMessages failure={failure} />
      <form className="card comment-form" onSubmit={submit} aria-busy={isBusy}>
        <div className="card-block">
          <label>
            <span className="sr-only">Write a comment...</span>
            <textarea ref={text} name="comment" className="form-control" placeholder="Write a comment..." rows={3} />
          </label>
        </div>
        <div className="card-footer">
          <Avatar image={user.image} className="comment-author-img" size={28} />
          <button type="submit" className="btn btn-sm btn-primary" aria-disabled={isBusy}>
            Post Comment
          </button>
        </div>
      </form>
    </>
  )
}

interface CommentCardProps {
  readonly slug: string
  readonly comment: Comment
  readonly isOwn: boolean
  readonly onDrop: (id: number) => void
}

function CommentCard({ slug, comment, isOwn, onDrop }: CommentCardProps) {
  const { conduit } = useSite()
  const { author } = comment
  const { run, isBusy, failure } = useAction(async () => {
    await conduit.removeComment(slug, comment.id)
    onDrop(comment.id)
  })
  return (
    <>
      <div className="card">
        <div className="card-block">
          <p className="card-text">{comment.body}</p>
        </div>
        <div className="card-footer">
          <a href={addresses.profile(author.username)} className="comment-author">
            <Avatar image={author.image} className="comment-author-img" size={28} />
            {author.username}
          </a>
          <Day className="date-posted" at={comment.createdAt} />
          {isOwn && (
            <span className="mod-options">
              <button type="button" aria-label="Delete comment" aria-disabled={isBusy} onClick={run}>
                <i className="ion-trash-a" />
              </button>
            </span>
          )}
        </div>
      </div>
      <ErrorMessages failure={failure} />
    </>
  )
}
