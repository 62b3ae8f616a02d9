import { expect, test } from 'vitest'
import { Slices, sliceMs } from './slices.ts'

const stepMs = 0.25

/** Blocks the event loop for a fixed elapsed time: on a busy machine it does fewer rounds but does not take longer. */
function step(): void {
  for (const endMs = performance.now() + stepMs; performance.now() < endMs; );
}

/** Counts the turns of the event loop until it is stopped. */
function turnsOfLoop() {
  let count = 0
  let isOver = false
  const next = () => {
    count++
    if (!isOver) setImmediate(next)
  }
  setImmediate(next)
  return { now: () => count, stop: () => (isOver = true) }
}

test('long work gets one slice in each turn of the event loop, however much of it there is', async () => {
  const slices = new Slices()
  const turns = turnsOfLoop()
  const steps = new Map<number, number>()
  const work = async () => {
    const stretch = slices.begin('10.0.0.1')
    for (let nth = 0; nth < 40; nth++) {
      await stretch.rest()
      step()
      steps.set(turns.now(), (steps.get(turns.now()) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 10 }, work))
  turns.stop()
  // In the first turn each has the millisecond during which short work never waits.
  const [, ...later] = steps.values()
  expect(later.length).toBeGreaterThan(10)
  expect(Math.max(...later)).toBeLessThanOrEqual(sliceMs / stepMs + 1)
})

test('networks have their turns one after the other, so much work of one does not hold up that of another', async () => {
  const slices = new Slices()
  const done: string[] = []
  const work = async (address: string) => {
    const stretch = slices.begin(address)
    for (let nth = 0; nth < 40; nth++) {
      await stretch.rest()
      step()
    }
    done.push(address)
  }
  const many = Array.from({ length: 8 }, (_, nth) => work(`2001:db8::${nth}`))
  await Promise.all([...many, work('10.0.0.1')])
  expect(done[0]).toBe('10.0.0.1')
})

test('short work waits for nothing, also where the slice of this turn is over', async () => {
  const slices = new Slices()
  const long = slices.begin('10.0.0.1')
  for (let nth = 0; nth < (2 * sliceMs) / stepMs; nth++) step()
  const waits = long.rest()
  expect(waits).toBeInstanceOf(Promise)
  expect(slices.begin('10.0.0.2').rest()).toBeUndefined()
  await waits
  expect(long.rest()).toBeUndefined()
})

test('what is long and comes at the same time has one turn of the event loop each', async () => {
  const slices = new Slices()
  const turns = turnsOfLoop()
  const at = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await slices.turn('10.0.0.1')
      return turns.now()
    }),
  )
  turns.stop()
  expect(new Set(at).size).toBe(5)
})
