import { parseArgs } from 'node:util'
import { checks } from './check/checks.ts'
import { reportChecks } from './check/report.ts'
import { root } from './root.ts'

// `npm run check`: all checks that need no running service. `npm run check -- --only lint` runs those whose name contains `lint`.
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const asked = checks.filter(({ name }) => name.includes(values.only))
if (asked.length === 0) {
  console.error(`--only takes a part of one of these names, and not ${values.only}:`)
  for (const { name } of checks) console.error(`  ${name}`)
  process.exit(1)
}
const { passed, failed } = await reportChecks(asked, root)
console.log(`\n${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
