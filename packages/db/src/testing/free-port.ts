import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Below the ports that a system assigns automatically, so that no `listen(0)` gets one of ours. */
const firstPort = 20_000
const blockSize = 64
const blocks = 199

let own: Promise<number> | undefined
let given = 0

/**
 * A free port that no other process gets from this function. Each process has a block of ports: it listens on the first one for as long as it runs, so
 * the system ensures that a block has one owner, and frees it however that process ends.
 * @throws Error when no block or no port of the block is free
 */
export async function freePort(): Promise<string> {
  own ??= takeBlock()
  const start = await own
  for (let tried = 1; tried < blockSize; tried++) {
    given = (given % (blockSize - 1)) + 1
    const port = start + given
    const server = await listening(port)
    if (!server) continue
    server.close()
    await once(server, 'close')
    return String(port)
  }
  throw new Error(`No port from ${start} to ${start + blockSize - 1} is free: end the programs that listen there.`)
}

async function takeBlock(): Promise<number> {
  for (let nth = 0; nth < blocks; nth++) {
    const start = firstPort + ((process.pid + nth) % blocks) * blockSize
    const server = await listening(start)
    if (!server) continue
    server.unref()
    return start
  }
  throw new Error(
    `All ${blocks} blocks of ports from ${firstPort} on have an owner: end the test processes that hold them.`,
  )
}

/** Undefined when the port is taken. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1')
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  )
}
