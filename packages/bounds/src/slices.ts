import { setImmediate as afterOthers } from 'node:timers/promises'
import { networkOf } from './network.ts'
import { Turns } from './turns.ts'

/** How long work may block the event loop, in milliseconds. */
export const sliceMs = 4

/** Work that takes less time never waits: it is the work that others wait for. */
const shortMs = 1

/** Work on JavaScript's single thread, starting at a given moment. */
export interface Stretch {
  /**
   * Called between two small steps. Returns undefined while the work may continue; otherwise a promise that resolves when the others have had their turn.
   * Awaiting only a defined result costs short work nothing.
   */
  rest(): Promise<void> | undefined
}

/**
 * Shares the thread of a process between long pieces of work. In one turn of the event loop all of them together get one slice. The rest of the work
 * waits: the requests that have arrived meanwhile run first, then one piece of work continues, and networks take turns.
 */
export class Slices {
  readonly #turns = new Turns(1)
  /** The end of the slice of this turn of the event loop; undefined when none has begun. */
  #endMs: number | undefined

  /** Begins work for a client at this address. */
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

  /** Waits for the turn of a client at this address: for work that is known to be long and cannot be interrupted. */
  async turn(address: string): Promise<void> {
    const leave = await this.#turns.enter({ key: networkOf(address) })
    await afterOthers()
    this.#open(performance.now(), leave)
  }

  /** Starts the slice of this turn of the event loop. */
  #open(startMs: number, onEnd?: () => void): number {
    this.#endMs = startMs + sliceMs
    setImmediate(() => {
      this.#endMs = undefined
      onEnd?.()
    })
    return this.#endMs
  }
}

/** The slices of this process's thread. */
export const slices = new Slices()
