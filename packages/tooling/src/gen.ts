import { findDrift, mend } from './gen/generator.ts'
import { generators } from './gen/generators.ts'
import { root } from './root.ts'

// `npm run gen` writes what is written from something else; with `--check` it only tells what differs.
const isCheck = process.argv.includes('--check')

for (const generator of generators) {
  const drifts = await findDrift(generator, root)
  for (const drift of drifts) {
    console.log(`  ${drift.kind.padEnd(9)} ${drift.path}`)
    if (!isCheck) await mend(drift, root)
  }
  const verb = isCheck ? 'out of date' : 'written'
  console.log(`${generator.name}: ${drifts.length > 0 ? `${drifts.length} ${verb}` : 'up to date'}`)
  if (isCheck && drifts.length > 0) process.exitCode = 1
}
if (process.exitCode === 1)
  console.log('Generated files are not what their sources give. Run `npm run gen` and commit them.')
