import { startBackendServer } from './backend-server.ts'

// A second server of the same database as a process of its own: `node server-process.ts <database url> [<quota of imports>]`. Its first line of output is its
// address, each further one a line of its log; it ends when its input does.
const [, , databaseUrl = '', quota] = process.argv
const importQuotaBytes = quota === undefined ? undefined : Number(quota)
const server = await startBackendServer({ databaseUrl, importQuotaBytes, onLine: (line) => process.stdout.write(line) })
process.stdout.write(`${server.url}\n`)
process.stdin.resume().once('end', () => void server[Symbol.asyncDispose]())
