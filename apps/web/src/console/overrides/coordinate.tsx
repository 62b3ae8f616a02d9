import styles from './coordinate.module.css'

interface CoordinateProps {
  degrees: number
  /** The letters for positive and for negative degrees. */
  directions: readonly [string, string]
  place: { name: string; latitude: number; longitude: number }
}

/** Degrees and minutes, as on a map; the link opens the place in a map app of this device. */
export function Coordinate({ degrees, directions, place: { name, latitude, longitude } }: CoordinateProps) {
  const minutes = Math.round(Math.abs(degrees) * 60)
  const text = `${Math.floor(minutes / 60)}° ${String(minutes % 60).padStart(2, '0')}′ ${directions[degrees < 0 ? 1 : 0]}`
  return (
    <a className={styles.coordinate} href={`geo:${latitude},${longitude}`} aria-label={`${text}, ${name} on a map`}>
      {text}
    </a>
  )
}
