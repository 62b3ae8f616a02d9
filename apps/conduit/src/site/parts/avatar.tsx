import type { SyntheticEvent } from 'react'

interface AvatarProps {
  readonly image: string | null
  readonly className?: string
  readonly size: number
}

/** Someone's picture; the name stands beside it, so it says nothing of its own. */
export function Avatar({ image, className = '', size }: AvatarProps) {
  return (
    <img
      // A picture may have failed before the page came to life.
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

/** The style sheet draws the default over it; the address stays what the person has set. */
function showDefault(picture: HTMLImageElement): void {
  picture.dataset.broken = ''
}
