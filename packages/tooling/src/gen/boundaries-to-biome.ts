import { zones as table, type Zone } from '../boundaries.ts'

interface Pattern {
  group: string[]
  message: string
}

const seeTable = 'See packages/tooling/src/boundaries.ts.'
const useGlobal = 'Use the global `process`; the environment is read in env.ts.'
const notFromTests: Pattern = { group: ['**/testing/**'], message: 'Only tests import from a folder `testing`.' }

/** Path → content of the files by which Biome enforces the boundaries. */
export function boundariesToBiome(zones: readonly Zone[] = table): Map<string, string> {
  const folder = 'packages/tooling/generated'
  const restricted = zones.filter((zone) => zone.typesOnly.length > 0)
  const config = {
    plugins: restricted.map((zone) => ({
      path: `./${pluginName(zone)}`,
      resolutionKind: 'config',
      includes: [...globs(zone), '!**/*.test.{ts,tsx}', '!**/testing/**'],
    })),
    // A later override replaces earlier ones, so each lists all rules of its files.
    overrides: [override(['**'], []), ...zones.flatMap((zone) => zoneOverrides(zone, zones))],
  }
  return new Map([
    [`${folder}/boundaries.json`, `${JSON.stringify(config, null, 2)}\n`],
    ...restricted.map((zone): [string, string] => [`${folder}/${pluginName(zone)}`, typesOnlyPlugin(zone)]),
  ])
}

function zoneOverrides(zone: Zone, zones: readonly Zone[]): object[] {
  const inTests = [...outward(zone, zone.testImports), ...vendors(zone, zones)]
  const inSource = [
    ...outward(zone),
    ...vendors(zone, zones),
    notFromTests,
    { group: [...zone.avoids], message: `Not in ${zone.name}. ${seeTable}` },
  ]
  const parts = zone.order.map((part, index) => {
    const path = `${zone.folder}/${part}`
    const toTheLeft = inward(part, zone.order.slice(0, index))
    return override([part.endsWith('.ts') ? path : `${path}/**`], [...inSource, toTheLeft])
  })
  return [override(globs(zone), inSource), ...parts, override(testGlobs(zone), inTests)]
}

function override(includes: string[], patterns: Pattern[]): object {
  const options = {
    paths: { process: useGlobal, 'node:process': useGlobal },
    patterns: patterns.filter((pattern) => pattern.group.length > 0),
  }
  return { includes, linter: { rules: { style: { noRestrictedImports: { level: 'error', options } } } } }
}

function globs(zone: Zone): string[] {
  return zone.files.map((file) => file.replace(/^(!?)/, `$1${zone.folder}/`))
}

function testGlobs(zone: Zone): string[] {
  return globs(zone).flatMap((glob) => {
    if (glob.startsWith('!')) return [glob]
    if (glob.endsWith('**')) return [`${glob}/*.test.{ts,tsx}`, `${glob}/testing/**`]
    return [`${glob}.test.{ts,tsx}`]
  })
}

function outward(zone: Zone, more: readonly string[] = []): Pattern[] {
  const names = [...zone.imports, ...more].map((name) => `@plinth/${name}`)
  return [
    {
      group: ['@plinth/*', '@plinth/*/**', ...names.flatMap((name) => [`!${name}`, `!${name}/**`])],
      message: `Of ours, ${zone.name} may import ${names.join(', ') || 'nothing'}. ${seeTable}`,
    },
    {
      group: ['../**/src/**', '../**/dist/**', '../**/node_modules/**'],
      message: 'Import another package by its name, not by a path.',
    },
  ]
}

function vendors(zone: Zone, zones: readonly Zone[]): Pattern[] {
  return zones
    .filter((other) => other !== zone)
    .map((owner) => ({
      group: owner.owns.flatMap((name) => (name.endsWith('*') ? [`${name}*`] : [name, `${name}/**`])),
      message: `Only ${owner.name} imports this. ${seeTable}`,
    }))
}

function inward(part: string, toTheLeft: readonly string[]): Pattern {
  return {
    group: toTheLeft.map((other) => (other.endsWith('.ts') ? `../**/${other}` : `../**/${other}/**`)),
    message: `${part} may not import the parts before it. ${seeTable}`,
  }
}

function pluginName(zone: Zone): string {
  return `types-only-in-${zone.name.replaceAll(/[^a-z]+/g, '-')}.grit`
}

/** Biome's own rule does not distinguish types from code. `import { type X }` leaves an import behind, so it counts as code. */
function typesOnlyPlugin(zone: Zone): string {
  return `// Written by \`npm run gen\` from packages/tooling/src/boundaries.ts.
language js

or {
  JsImport(import_clause=$clause) as $use where {
    $use <: not r"(?s)import\\s+type\\s.*",
    $clause <: contains JsModuleSource() as $source
  },
  JsExportNamedFromClause(source=$source) as $use where { $use <: not r"(?s)type\\s.*" },
  JsExportFromClause(source=$source) as $use where { $use <: not r"(?s)type\\s.*" },
  JsImportCallExpression(arguments=$source) as $use
} where {
  $source <: r"(?s).*['\\"\`]@plinth/(?:${zone.typesOnly.join('|')})(?:/.*)?['\\"\`].*",
  register_diagnostic(
    span=$use,
    message="Here only types come from this package: \`import type { … } from '@plinth/…'\`. ${seeTable}"
  )
}
`
}
