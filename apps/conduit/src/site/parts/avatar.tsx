import type { SyntheticEvent } from 'react'

interface AvatarProps {
  readonly image: string | null
  readonly className?: string
  readonly size: number
}

/** A user's picture. It has no alternative text, because the name is beside it. */
export function Avatar({ image, className = '', size }: AvatarProps) {
  return (
    <img
      // A picture may have failed before the page became interactive.
      ref={(picture) => {
        if (picture?.complete && picture.naturalWidth === 0) showDefault(picture)
      }}
      key={image}
      onError={(event: SyntheticEvent<HTMLImageElement>) => showDefault(event.currentTarget)}
      src={image || '/default-avatar.svg'}
      className={className}
      alt=""
      width={size}
      height={size}
      decoding="async"
      referrerPolicy="no-referrer"
    />
  )
}

/** The style sheet draws the default over it; the address stays the one that the user set. */
function showDefault(picture: HTMLImageElement): void {
  picture.dataset.broken = ''
}
