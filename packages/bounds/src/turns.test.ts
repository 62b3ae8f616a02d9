import { expect, test } from 'vitest'
import { KeyedTurns, Turns } from './turns.ts'

const refused = new Error('Too much waits.')
const refuse = () => refused

/** Work that ends on request. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { run: () => promise, end: resolve }
}

test('lines have their turns one after the other, so much work of one key does not hold up another', async () => {
  const turns = new Turns(1)
  const first = work()
  const order: string[] = []
  const running = turns.take(first.run)
  const asked = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2'].map((name) =>
    turns.take(async () => void order.push(name), { key: name[0] ?? '' }),
  )
  first.end()
  await Promise.all([running, ...asked])
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4'])
  expect(turns.isIdle).toBe(true)
})

test('what comes beyond a bound is refused at once, and the rest has its turn', async () => {
  const turns = new Turns(2, { maxWaiting: 5, maxWaitingOfKey: 3, refuse })
  const held = [work(), work()]
  const running = held.map(({ run }) => turns.take(run))
  const take = (key: string) => turns.take(async () => key, { key })
  const waiting = ['a', 'a', 'a'].map(take)
  await expect(take('a')).rejects.toBe(refused)
  waiting.push(...['b', 'c'].map(take))
  await expect(take('d')).rejects.toBe(refused)
  for (const { end } of held) end()
  expect(await Promise.all(waiting)).toEqual(['a', 'a', 'a', 'b', 'c'])
  await Promise.all(running)
  expect(turns.isIdle).toBe(true)
})

test('whoever goes away leaves the line and is never worked for', async () => {
  const turns = new Turns(1, { maxWaiting: 2, refuse })
  const first = work()
  const running = turns.take(first.run)
  const controller = new AbortController()
  const { signal } = controller
  const done: string[] = []
  const take = (name: string, given?: AbortSignal) => turns.take(async () => void done.push(name), { signal: given })
  const left = [take('left', signal), take('left too', signal)].map((taken) => taken.catch((error: unknown) => error))
  await expect(take('too late')).rejects.toBe(refused)
  controller.abort()
  expect(await Promise.all(left)).toEqual([refused, refused])
  const stays = take('stays')
  await expect(take('gone before', signal)).rejects.toBe(refused)
  first.end()
  await Promise.all([running, stays])
  expect(done).toEqual(['stays'])
})

test('who goes on after a turn is first in the line of its key, beyond any bound, and ends each turn once', async () => {
  const turns = new Turns(1, { maxWaiting: 2, refuse })
  const leave = await turns.enter({ key: 'a' })
  const order: string[] = []
  const take = (name: string, isFirst?: boolean) =>
    turns.take(async () => void order.push(name), { key: name[0] ?? '', ...(isFirst && { isFirst }) })
  const waiting = [take('a1'), take('b1'), take('a0', true)]
  leave()
  leave()
  await Promise.all(waiting)
  expect(order).toEqual(['a0', 'b1', 'a1'])
  // Ending the first turn twice admitted no additional work.
  const held = await turns.enter()
  const next = take('c1')
  expect(order).toHaveLength(3)
  held()
  await next
})

test('work that fails gives its turn on', async () => {
  const turns = new Turns(1)
  const failing = turns.take(() => Promise.reject(new Error('It failed.')))
  const next = turns.take(async () => 'next')
  await expect(failing).rejects.toThrow('It failed.')
  expect(await next).toBe('next')
})

test('work of one key runs one after the other, and that of another one does not wait for it', async () => {
  const lines = new KeyedTurns({ maxWaiting: 1, refuse })
  const [first, second] = [work(), work()]
  const order: string[] = []
  const of = (key: string, name: string, run: () => Promise<void>) =>
    lines.take(key, async () => {
      await run()
      order.push(name)
    })
  const own = [of('a', 'first', first.run), of('a', 'second', second.run)]
  await expect(of('a', 'third', first.run)).rejects.toBe(refused)
  await of('b', 'other', async () => undefined)
  second.end()
  first.end()
  await Promise.all(own)
  expect(order).toEqual(['other', 'first', 'second'])
  // An emptied queue starts again.
  await of('a', 'fourth', async () => undefined)
  expect(order.at(-1)).toBe('fourth')
})
