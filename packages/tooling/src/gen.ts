import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { contractMapOf } from './gen/contract/contract.ts'
import { writeDeclarations } from './gen/declarations.ts'
import { findDrift, mend } from './gen/generator.ts'
import { generatorsOf } from './gen/generators.ts'
import { root } from './root.ts'

// `npm run gen` writes all generated files; with `--check` it only reports differences, and with `--accept-contract` it accepts changes to the
// client's contract that break existing programs. `--only registry` runs the generators whose name contains `registry`.
const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'accept-contract': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const { check: isCheck, 'accept-contract': isAccepting, only } = values

try {
  for (const generator of generatorsOf({ isAccepting })) {
    if (!generator.name.toLowerCase().includes(only.toLowerCase())) continue
    const drifts = await findDrift(generator, root)
    for (const drift of drifts) {
      console.log(`  ${drift.kind.padEnd(9)} ${drift.path}`)
      if (!isCheck) await mend(drift, root)
    }
    const verb = isCheck ? 'out of date' : 'written'
    console.log(`${generator.name}: ${drifts.length > 0 ? `${drifts.length} ${verb}` : 'up to date'}`)
    if (isCheck && drifts.length > 0) process.exitCode = 1
  }
  if (!isCheck && only === '') {
    for (const [path, content] of await contractMapOf(root)) await writeFile(join(root, path), content)
    for (const problem of await writeDeclarations(root)) console.error(problem)
    console.log('Declarations in packages/*/dist: up to date')
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
if (process.exitCode === 1 && isCheck)
  console.log('Generated files are not what their sources give. Run `npm run gen` and commit them.')
