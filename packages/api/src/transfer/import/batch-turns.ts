import { Turns } from '@plinth/bounds/turns'

/** Batches of imports in one process: they never hold more than this many of its connections, however many imports are at work. */
export const batchTurns = new Turns(2)
