import styles from './avatar.module.css'

interface AvatarProps {
  person: { name: string; username: string; picture: string | null }
  /** Pixels. */
  size: number
}

/** A user's picture on top of their initials, which stay if the picture does not load. It has no label, because the name is beside it. */
export function Avatar({ person, size }: AvatarProps) {
  const { name, username, picture } = person
  return (
    <span
      className={styles.avatar}
      style={{ width: size, height: size, fontSize: size * 0.4, '--hue': hueOf(username) } as React.CSSProperties} // React's type knows no custom properties
      data-initials={initialsOf(name)}
      aria-hidden="true"
    >
      {picture && (
        // biome-ignore lint/performance/noImgElement: the address is the user's own, so this server has nothing to optimise
        <img
          src={picture}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
        />
      )}
    </span>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}

/** The same user has the same colour everywhere. */
function hueOf(text: string): number {
  let hash = 0
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360
  return hash
}
