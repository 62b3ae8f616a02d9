import { checks } from './check/checks.ts'
import { reportChecks } from './check/report.ts'
import { root } from './root.ts'

// `npm run check`: everything that can be told without a running service.
const { passed, failed } = await reportChecks(checks, root)
console.log(`\n${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
