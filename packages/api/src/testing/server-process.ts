import { startBackendServer } from './backend-server.ts'

// A second server of the same database as its own process: `node server-process.ts <database url> [<quota of imports>]`. The first line of its output is
// its address, each further one a log line; it ends when its input ends.
const [, , databaseUrl = '', quota] = process.argv
const importQuotaBytes = quota === undefined ? undefined : Number(quota)
const server = await startBackendServer({ databaseUrl, importQuotaBytes, onLine: (line) => process.stdout.write(line) })
process.stdout.write(`${server.url}\n`)
process.stdin.resume().once('end', () => void server[Symbol.asyncDispose]())
