import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

export const clientFolder = resolve(import.meta.dirname, '..')
const root = resolve(clientFolder, '../..')

/** The public declarations; callers do not need those of internal modules. */
const publicTypes = ['index.d.ts', 'client.d.ts', 'errors.d.ts', 'types.d.ts']

/**
 * The package.json in git: it points to the source, so that the workspace needs no build. It has no `version`, so npm refuses to pack
 * or publish the sources: they do not type-check elsewhere (TS5097), and a script before packing would not run (`ignore-scripts`).
 */
async function readManifest(): Promise<Record<string, unknown> & { release: string }> {
  return JSON.parse(await readFile(join(clientFolder, 'package.json'), 'utf8'))
}

export const readVersion = async (): Promise<string> => (await readManifest()).release

/**
 * Writes the package as it is published. It needs only the compiler: the client uses so little of tRPC and superjson that it has its own
 * small implementation of them, so there is nothing to bundle.
 * @returns its folder
 */
export async function buildPackage(folder = join(clientFolder, 'dist')): Promise<string> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await compile(folder, ['--declaration', 'false', '--removeComments'])
  await compile(folder, ['--emitDeclarationOnly'])
  const inner = (await readdir(folder)).filter((name) => name.endsWith('.d.ts') && !publicTypes.includes(name))
  await Promise.all(inner.map((name) => rm(join(folder, name))))
  const contract = await readFile(join(clientFolder, 'src/contract.d.ts'), 'utf8')
  // The source map refers to files of this repository.
  await writeFile(join(folder, 'contract.d.ts'), contract.replace(/\/\/# sourceMappingURL=.*\n/, ''))
  const { '//': _, private: __, scripts: ___, devDependencies: ____, release, ...manifest } = await readManifest()
  const exports = { '.': { types: './index.d.ts', default: './index.js' } }
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...manifest, version: release, exports }, null, 2)}\n`,
  )
  await copyFile(join(clientFolder, 'README.md'), join(folder, 'README.md'))
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  return folder
}

async function compile(folder: string, options: readonly string[]): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const args = [compiler, '--project', join(clientFolder, 'tsconfig.build.json'), '--outDir', folder, ...options]
  await exec(process.execPath, args).catch((error: { stdout?: string }) => {
    throw new Error(`The client could not be built:\n${error.stdout}`)
  })
}

/** Packs a built package into `target`. @returns the path of the tarball */
export async function pack(folder: string, target: string): Promise<string> {
  await mkdir(target, { recursive: true })
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target]
  const { stdout } = await exec('npm', args, { cwd: folder })
  const packed: unknown = JSON.parse(stdout)
  const [first] = Array.isArray(packed) ? packed : Object.values(Object(packed))
  return join(target, String(first.filename))
}
