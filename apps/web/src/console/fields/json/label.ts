/** The label of a key: `doorsAt` becomes `Doors at`. */
export function labelOf(key: string): string {
  const words = key.replaceAll(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('_', ' ')
}
