import { ensureBuilt } from '../apps/web/src/build.ts'
import { findBrowser } from '../packages/tooling/src/browser.ts'
import { tellWorkers } from './env.ts'
import { signUpOperator } from './fixtures/people.ts'
import { startProgram } from './program/program.ts'

/** Starts the program that most tests share, with its operator. The returned function stops it, also after failures. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const browser = await findBrowser()
  await ensureBuilt(console.log)
  await using parts = new AsyncDisposableStack()
  const program = parts.use(await startProgram())
  const operator = await signUpOperator(program)
  tellWorkers({
    CHROMIUM_PATH: browser,
    PLINTH_E2E_URL: program.url,
    CONDUIT_E2E_URL: program.conduitUrl,
    PLINTH_E2E_OPERATOR: JSON.stringify(operator),
  })
  const started = parts.move()
  return async () => {
    await started.disposeAsync()
    const faults = program.output().match(/^.*"level":"(?:error|fatal)".*$/gm) ?? []
    if (faults.length > 0) throw new Error(`The server met faults that no test expects:\n${faults.join('\n')}`)
  }
}
