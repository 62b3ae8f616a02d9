import { resolve } from 'node:path'
import { buildPackage, clientFolder, pack } from './package.ts'

// `npm run pack`: builds the package and packs it for publication, into the root of the repository or the given folder.
const [target = resolve(clientFolder, '../..')] = process.argv.slice(2)
console.log(await pack(await buildPackage(), resolve(target)))
