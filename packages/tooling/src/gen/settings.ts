import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { settingsTable } from '@plinth/web/env'
import type { Generator } from './generator.ts'

const begin = '<!-- settings: written by `npm run gen` from apps/web/src/env.ts -->'
const end = '<!-- end of settings -->'

/** Generates `.env.example` and the table of settings in the README from the schema with which the server reads them. */
export const settings: Generator = {
  name: 'Settings in .env.example and the README',
  folders: [],
  async generate(root) {
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
    if (from < 0 || to < from)
      throw new Error(`README.md has no place for the settings: the lines ${begin} and ${end}.`)
    return new Map([
      ['.env.example', envExample()],
      ['README.md', `${readme.slice(0, from)}${begin}\n${table()}${readme.slice(to)}`],
    ])
  },
}

function envExample(): string {
  const head = '# Every setting of Plinth. All have a default; copy to `.env` and set what you need.\n'
  const parts = entries().map(
    ({ name, about, expected, example }) => `\n# ${about}\n# Expected: ${expected}.\n# ${name}=${example}\n`,
  )
  return head + parts.join('')
}

function table(): string {
  const rows = entries().map(
    ({ name, about, expected, preset }) => `| \`${name}\` | ${about} Expected: ${expected}. | ${preset} |\n`,
  )
  return `| Setting | What it is for | Default |\n| --- | --- | --- |\n${rows.join('')}`
}

function entries() {
  return Object.entries(settingsTable).map(([name, setting]) => {
    const preset = setting.schema.safeParse(undefined)
    return { name, ...setting, preset: preset.success && preset.data !== undefined ? `\`${preset.data}\`` : 'not set' }
  })
}
