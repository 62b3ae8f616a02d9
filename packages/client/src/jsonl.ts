import type { FetchAnswer } from './types.ts'
import { decode, isRecord } from './wire.ts'

/** A batch answer as streamed by tRPC: a head that names a chunk for each call, then chunks, which may refer to further ones. */
type Chunk = readonly [id: number, status: 0 | 1, value: Encoded]
type Encoded = readonly [
  data: readonly [unknown?],
  ...later: readonly (readonly [key: string | number | null, type: 0 | 1, id: number])[],
]

/** Reads the lines of a streamed batch and reports the answer of each call as soon as it is complete. */
export async function readBatch(
  lines: AsyncIterable<string>,
  tell: (call: number, answer: unknown) => void,
): Promise<void> {
  const answers: { answer: unknown; waiting: number }[] = []
  const slots = new Map<number, { call: number; put(value: unknown): void }>()

  const place = (call: number, [[data], ...later]: Encoded, put: (value: unknown) => void) => {
    put(data)
    for (const [key, , id] of later)
      slots.set(id, { call, put: key === null ? put : (value) => void Reflect.set(Object(data), key, value) })
    const state = answers[call]
    if (!state) return
    state.waiting += later.length - 1
    if (state.waiting === 0) tell(call, state.answer)
  }

  let isHead = true
  for await (const line of lines) {
    const value = decode(JSON.parse(line))
    if (isHead) {
      isHead = false
      for (const [index, encoded] of Object.entries(Object(value))) {
        const state = { answer: undefined as unknown, waiting: 1 }
        answers[Number(index)] = state
        place(Number(index), encoded as Encoded, (answer) => {
          state.answer = answer
        })
      }
      continue
    }
    const [id, status, encoded] = value as Chunk
    const slot = slots.get(id)
    if (!slot) continue
    slots.delete(id)
    if (status === 1) tell(slot.call, { error: encoded })
    else place(slot.call, encoded, slot.put)
  }
}

/** Yields the lines of an answer as they arrive; all at the end where `fetch` provides no stream, as in React Native. */
export async function* linesOf(response: FetchAnswer): AsyncGenerator<string> {
  const reader = response.body?.getReader?.()
  if (!reader) {
    for (const line of (await response.text()).split('\n')) if (line.trim() !== '') yield line
    return
  }
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = parts.pop() ?? ''
      // The server may send blank lines to keep the connection alive.
      for (const part of parts) if (part.trim() !== '') yield part
    }
  } finally {
    reader.releaseLock()
  }
  if (rest.trim() !== '') yield rest
}

/** The error in an answer that has the shape of a failure. */
export function errorOf(answer: unknown): unknown {
  return isRecord(answer) && 'error' in answer ? answer.error : undefined
}
