import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { poll } from '../embedded/poll.ts'

const program = fileURLToPath(new URL('./owner-program.ts', import.meta.url))

/** `owner-program.ts` in its own process group. */
export interface OwnerProcess extends AsyncDisposable {
  /** Waits for a line that begins with this word, and returns the rest of it. Fails when the program ends without it. */
  said(word: string): Promise<string>
  /** The rest of every line so far that begins with this word. */
  allSaid(word: string): string[]
  /** Signals the whole group, as a terminal or a supervisor does. */
  kill(signal: NodeJS.Signals): void
  /** Resolves to the exit code; null after a signal. */
  exited: Promise<number | null>
}

export function spawnOwner(dataDir: string, ...flags: string[]): OwnerProcess {
  const child = spawn(process.execPath, [program, ...flags, dataDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {},
  })
  let output = ''
  let isOver = false
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const exited = once(child, 'close').then(([code]) => {
    isOver = true
    return typeof code === 'number' ? code : null
  })
  const allSaid = (word: string) =>
    output
      .split('\n')
      .flatMap((line) => (line === word ? [''] : line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  const kill = (signal: NodeJS.Signals) => {
    if (!isOver && child.pid !== undefined) process.kill(-child.pid, signal)
  }
  return {
    async said(word) {
      const line = await poll(performance.now() + 50_000, 10, () => allSaid(word)[0] ?? (isOver ? null : undefined))
      if (typeof line === 'string') return line
      throw new Error(`The program did not say "${word}". It said:\n${output}`)
    },
    allSaid,
    kill,
    exited,
    async [Symbol.asyncDispose]() {
      kill('SIGKILL')
      await exited
    },
  }
}
