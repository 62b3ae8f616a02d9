import pino from 'pino'

/** How long a line waits for others, in milliseconds. */
const patienceMs = 20
/** More characters are written without further waiting. */
const enough = 16_384
/** pino's number for warnings; what is worse has a higher one. */
const warning = 40

interface Gathering extends pino.DestinationStream {
  /** The level of the line that comes; pino sets it. */
  lastLevel: number
}

/**
 * Writes the lines of some milliseconds at once: a line of its own for each request took a tenth of the server's time. A warning and what is worse are
 * written immediately, with all lines before them; so is everything when the process ends. Only `kill -9` loses the lines of the last 20 milliseconds.
 */
export function gatherLines(fd: number): pino.DestinationStream {
  const file = pino.destination({ fd, sync: true })
  let gathered = ''
  let isPlanned = false
  const flush = () => {
    const lines = gathered
    gathered = ''
    if (lines !== '') file.write(lines)
  }
  const flushLater = () => {
    isPlanned = false
    flush()
  }
  process.once('exit', flush)
  const gathering: Gathering & { readonly [key: symbol]: true } = {
    // Asks pino for the level.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line) {
      gathered += line
      if (gathering.lastLevel >= warning || gathered.length > enough) return flush()
      if (isPlanned) return
      isPlanned = true
      setTimeout(flushLater, patienceMs)
    },
  }
  return gathering
}
