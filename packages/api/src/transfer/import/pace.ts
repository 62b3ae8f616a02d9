/** How long one batch should take: so long at most others wait for a slug or a tag that it has just written. */
const targetMs = 200
const fewestRows = 5
const mostRows = 500

/** Finds how many rows the database writes in the time that a batch may take. */
export class Pace {
  rows = 50

  /** Learns how long a batch took. */
  note(rows: number, ms: number): void {
    const fitting = Math.floor((rows * targetMs) / Math.max(ms, 1))
    // It grows twofold at most: a short batch may have had the easy rows.
    this.rows = Math.max(fewestRows, Math.min(mostRows, fitting, this.rows * 2))
  }
}
