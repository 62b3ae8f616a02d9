import { setImmediate as afterOthers } from 'node:timers/promises'
import { networkOf } from './network.ts'
import { Turns } from './turns.ts'

/** How long work may keep the event loop from everything else, in milliseconds. */
export const sliceMs = 4

/** Work that takes less is never made to wait: it is what the others ask for. */
const shortMs = 1

/** Work on the one thread of JavaScript, from a moment on. */
export interface Stretch {
  /**
   * To be asked between two small steps. It gives nothing while the work may go on; else a promise, which is kept when the others have had their turn.
   * Awaiting only what is there costs short work nothing.
   */
  rest(): Promise<void> | undefined
}

/**
 * The thread of a process, as long pieces of work share it. In one turn of the event loop all of them together get one slice. The rest of the work waits:
 * first come the requests that have arrived meanwhile, then one piece of work goes on, and networks take turns.
 */
export class Slices {
  readonly #turns = new Turns(1)
  /** When the slice of this turn of the event loop is over; undefined where none has begun. */
  #endMs: number | undefined

  /** Begins to do something for a client at this address. */
  begin(address: string): Stretch {
    let startMs = performance.now()
    return {
      rest: () => {
        const nowMs = performance.now()
        if (nowMs - startMs < shortMs) return undefined
        if (nowMs < (this.#endMs ?? this.#open(startMs))) return undefined
        return this.turn(address).then(() => {
          startMs = performance.now()
        })
      },
    }
  }

  /** The turn of a client at this address: for work that is known to be long and that nothing interrupts. */
  async turn(address: string): Promise<void> {
    const leave = await this.#turns.enter({ key: networkOf(address) })
    await afterOthers()
    this.#open(performance.now(), leave)
  }

  /** Opens the slice of this turn of the event loop. */
  #open(startMs: number, onEnd?: () => void): number {
    this.#endMs = startMs + sliceMs
    setImmediate(() => {
      this.#endMs = undefined
      onEnd?.()
    })
    return this.#endMs
  }
}

/** The thread of this process. */
export const slices = new Slices()
