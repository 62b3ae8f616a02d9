/** The target duration of one batch: others wait at most this long for a slug or a tag that it has just written. */
const targetMs = 200
const fewestRows = 5
const mostRows = 500

/** Determines how many rows the database can write in the target duration of a batch. */
export class Pace {
  rows = 50

  /** Records how long a batch took. */
  note(rows: number, ms: number): void {
    const fitting = Math.floor((rows * targetMs) / Math.max(ms, 1))
    // It at most doubles: a fast batch may have had easy rows.
    this.rows = Math.max(fewestRows, Math.min(mostRows, fitting, this.rows * 2))
  }
}
