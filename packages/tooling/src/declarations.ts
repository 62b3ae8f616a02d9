import { packagesOf, writeDeclarations } from './gen/declarations.ts'
import { root } from './root.ts'

// Writes the declarations of the named packages and of those that import them; of all packages when none is named.
const problems = await writeDeclarations(root, packagesOf(process.argv.slice(2)))
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}
