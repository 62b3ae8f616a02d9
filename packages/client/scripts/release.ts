import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { buildPackage, clientFolder, pack, readVersion } from './package.ts'

// `npm run release`: stores the package of this version in git, with the commit of the matching server. Tests check
// the next server against this package, and the next client against that server.
const exec = promisify(execFile)
const git = async (...args: string[]) => (await exec('git', args, { cwd: clientFolder })).stdout.trim()

if ((await git('status', '--porcelain')) !== '')
  throw new Error('Commit everything first: the release names the commit of its server.')
const folder = join(clientFolder, 'released')
for (const name of await readdir(folder).catch(() => [])) await rm(join(folder, name))
const tarball = await pack(await buildPackage(), folder)
const release = { version: await readVersion(), tarball: basename(tarball), commit: await git('rev-parse', 'HEAD') }
await writeFile(join(folder, 'released.json'), `${JSON.stringify(release, null, 2)}\n`)
console.log(`${release.tarball} goes with the server of ${release.commit}. Commit packages/client/released.`)
