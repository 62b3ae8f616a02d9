/** A block on its plinth. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path fill="var(--accent)" d="M8 2h8v11H8z" />
      <path fill="currentColor" d="M5 15h14v2.75H5zM2 19.25h20V22H2z" />
    </svg>
  )
}
