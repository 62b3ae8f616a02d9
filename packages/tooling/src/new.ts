import { parseArgs } from 'node:util'
import { NameError, nounOf } from './new/noun.ts'
import { writeNoun } from './new/write-noun.ts'
import { root } from './root.ts'

// `npm run new -- books`: creates the model, the feature and the test of a new noun, and generates all files derived from them.
try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { one: { type: 'string' } } })
  const noun = nounOf(positionals.join('-'), values.one)
  const paths = await writeNoun(noun, root)
  console.log(`Wrote ${noun.many}, each ${noun.one}. Read it, and decide who may do what:\n\n  ${paths.join('\n  ')}\n`)
  console.log(`Then write its migration, and start the server, which applies it:\n`)
  console.log(`  npm run db -- new add-${noun.file}\n  npm run dev`)
} catch (error) {
  // For expected errors (about a name or an argument) the message is sufficient.
  const isForeseen = error instanceof NameError || (error instanceof Error && 'code' in error)
  console.error(isForeseen ? error.message : error)
  process.exitCode = 1
}
