import { migrate } from '../migrate/migrate.ts'

// Migrates a database as a separate program: prints `started`, then the applied names or the error's code.
const [url = '', directory = ''] = process.argv.slice(2)
console.log('started')
try {
  console.log(JSON.stringify(await migrate({ url, directory, log: (line) => console.log(line) })))
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error)
  process.exitCode = 1
}
// The resources that would keep the program alive on a busy machine; the streams of the terminal do not.
const held = process.getActiveResourcesInfo().filter((kind) => !/^(PipeWrap|TTYWrap)$/.test(kind))
console.log(`held: ${held.join(', ') || 'nothing'}`)
