import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { render } from '../entry-server.tsx'
import { type Assets, readAssets } from './assets.ts'
import type { Links } from './document.ts'

/** The output of `npm run build`. */
export interface BuildOutput {
  readonly render: typeof render
  readonly assets: Assets
  readonly links: Links
}

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
  readonly isEntry?: boolean
}

/** The characters of nearly all pages; other alphabets are loaded when a text needs them. */
const firstFonts = /(newsreader|instrument-sans)-latin-wght-normal[^/]*\.woff2$/

/** @throws Error when the site has not been built */
export async function readBuild(folder: string): Promise<BuildOutput> {
  const path = join(folder, 'client/.vite/manifest.json')
  const manifest = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`The site of Conduit has not been built: ${path} is not there. Run: npm run build`, { cause })
  })
  const chunks: Record<string, Chunk> = JSON.parse(manifest)
  // Written by the same build from entry-server.tsx.
  const server: { render: typeof render } = await import(pathToFileURL(join(folder, 'server/entry-server.js')).href)
  return { render: server.render, assets: await readAssets(join(folder, 'client')), links: linksOf(chunks) }
}

function linksOf(chunks: Record<string, Chunk>): Links {
  const all = Object.values(chunks)
  const entries = all.filter((chunk) => chunk.isEntry)
  const address = (file: string) => `/${file}`
  return {
    scripts: entries.map(({ file }) => address(file)),
    styles: entries.flatMap(({ css = [] }) => css.map(address)),
    fonts: all.filter(({ file }) => firstFonts.test(file)).map(({ file }) => address(file)),
  }
}
