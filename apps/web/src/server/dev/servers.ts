import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Front } from './front.ts'
import type { Ready, ToServer } from './messages.ts'

export interface ServersOptions {
  front: Front
  /** The arguments of Node that start a server. */
  args: readonly string[]
  env: NodeJS.ProcessEnv
  onReady(said: Ready): void
  log(line: string): void
}

/** The server of the present sources: a new process for each change, which takes over once it answers. Until then the old one answers. */
export interface Servers {
  start(): void
  stop(): Promise<void>
}

export function createServers({ front, args, env, onReady, log }: ServersOptions): Servers {
  /** Every server that has not ended. */
  const living = new Set<ChildProcess>()
  /** The server that is starting. */
  let next: ChildProcess | undefined
  /** The server that answers. */
  let current: ChildProcess | undefined

  const say = (to: ChildProcess | undefined, type: ToServer['type']) => {
    if (to?.connected) to.send({ type } satisfies ToServer, () => {}) // a process that has ended needs no message
  }
  /** Only one server at a time can use the folder of Next; a server that is starting does not use it yet. */
  const tellIfAlone = () => {
    if ([...living].every((server) => server === current || server === next)) say(current, 'alone')
  }

  function takeOver(server: ChildProcess, said: Ready): void {
    if (server !== next) return
    const old = current
    current = server
    next = undefined
    front.open(server)
    say(old, 'retire')
    tellIfAlone()
    onReady(said)
  }
  function ended(server: ChildProcess): void {
    living.delete(server)
    if (server === next) {
      next = undefined
      if (current) log('The server goes on as it was before this change. Correct the error, and it is read again.')
      else front.refuse()
    }
    if (server === current) {
      current = undefined
      log('The server has ended. It starts again with the next change.')
      if (next) front.hold()
      else front.refuse()
    }
    tellIfAlone()
  }

  return {
    start() {
      // A server that reads older sources is not waited for; it has not answered any request.
      next?.kill('SIGKILL')
      if (!current) front.hold()
      // Not in the group of the terminal: Ctrl-C reaches the program that keeps the port, which ends the servers in order.
      const server = spawn(process.execPath, args, {
        env,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        detached: true,
      })
      next = server
      living.add(server)
      server.on('message', (said: Ready) => takeOver(server, said))
      server.once('exit', () => ended(server))
    },
    async stop() {
      next?.kill('SIGKILL')
      next = undefined
      say(current, 'retire')
      current = undefined
      await Promise.all([...living].map((server) => once(server, 'exit')))
    },
  }
}
