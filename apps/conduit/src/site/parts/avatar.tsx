interface AvatarProps {
  readonly image: string | null
  readonly className?: string
  readonly size: number
}

/** Someone's picture; the name stands beside it, so it says nothing of its own. */
export function Avatar({ image, className, size }: AvatarProps) {
  return (
    <img
      src={image || '/default-avatar.svg'}
      className={className}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
    />
  )
}
