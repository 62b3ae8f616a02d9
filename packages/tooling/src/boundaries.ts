/** Some files of one of our packages or apps, and which of our packages they may import. Anything not listed here is forbidden. */
export interface Zone {
  readonly name: string
  /** Source folder, from the root of the repository. */
  readonly folder: string
  /** Globs within `folder`; `!` excludes. */
  readonly files: readonly string[]
  /** Our packages that it may import. */
  readonly imports: readonly string[]
  /** Our packages that only its tests may import in addition. */
  readonly testImports: readonly string[]
  /** Those of `imports` from which it may import only types. */
  readonly typesOnly: readonly string[]
  /** Third-party modules that only this zone may import. */
  readonly owns: readonly string[]
  /** Third-party modules that it may not import. */
  readonly avoids: readonly string[]
  /** Parts of `folder`: each may import those after it, but none before it. */
  readonly order: readonly string[]
}

const none: readonly string[] = []

/**
 * apps → api → platform → db → core: left may import right. There is no list of exceptions. `packages/tooling`, `bench`, `e2e`,
 * `prisma` and the configuration in the root are not zones: they import what they need, and nothing imports them.
 */
export const zones: readonly Zone[] = [
  {
    name: 'packages/core',
    folder: 'packages/core/src',
    files: ['**'],
    imports: none,
    testImports: none,
    typesOnly: none,
    owns: none,
    avoids: ['node:*'],
    order: none,
  },
  {
    // Imports none of our packages, so that both products can show texts with it. Its threads run in servers and in browsers.
    name: 'packages/markdown',
    folder: 'packages/markdown/src',
    files: ['**'],
    imports: none,
    testImports: none,
    typesOnly: none,
    owns: ['markdown-it', 'sanitize-html', 'highlight.js'],
    avoids: none,
    order: none,
  },
  {
    // Imports none of our packages, so that both products can limit what one network may use of a process.
    name: 'packages/bounds',
    folder: 'packages/bounds/src',
    files: ['**'],
    imports: none,
    testImports: none,
    typesOnly: none,
    owns: none,
    avoids: none,
    order: none,
  },
  {
    name: 'packages/db',
    folder: 'packages/db/src',
    files: ['**'],
    imports: ['core'],
    testImports: none,
    typesOnly: none,
    owns: ['pg', 'kysely', 'prisma', '@prisma/*'],
    avoids: none,
    order: none,
  },
  {
    name: 'packages/platform',
    folder: 'packages/platform/src',
    files: ['**'],
    imports: ['db', 'bounds', 'core'],
    testImports: none,
    typesOnly: none,
    owns: none,
    avoids: none,
    order: none,
  },
  {
    name: 'packages/api',
    folder: 'packages/api/src',
    files: ['**'],
    imports: ['platform', 'db', 'bounds', 'core'],
    testImports: none,
    typesOnly: none,
    owns: none,
    avoids: none,
    order: [
      'index.ts',
      'backend.ts',
      'create-runtime.ts',
      'transports',
      'expiry',
      'streams.ts',
      'definitions.ts',
      'router.ts',
      'registry.ts',
      'features',
      'system',
      'identity',
      'transfer',
      'kit',
    ],
  },
  {
    name: 'the server of apps/web',
    folder: 'apps/web/src',
    files: ['*', 'server/**'],
    imports: ['api', 'platform', 'db', 'markdown', 'bounds', 'core'],
    testImports: none,
    typesOnly: none,
    owns: none,
    avoids: none,
    order: none,
  },
  {
    name: 'the pages of apps/web',
    folder: 'apps/web/src',
    files: ['*/**', '!server/**'],
    imports: ['api', 'platform', 'db', 'markdown', 'core'],
    testImports: none,
    typesOnly: ['api', 'platform', 'db'],
    owns: none,
    avoids: ['../**/server/**', '../**/{build,dev,env,explain,main,server,start}.ts'],
    order: none,
  },
  {
    // Only its check of the contract imports the backend, and only its types; at run time it needs none of our packages.
    name: 'packages/client',
    folder: 'packages/client/src',
    files: ['**'],
    imports: ['api'],
    testImports: none,
    typesOnly: ['api'],
    owns: none,
    avoids: ['node:*'],
    order: none,
  },
  {
    // A second product: of Plinth it imports only the typed client. It shows Markdown and limits its requests as Plinth does. Its tests start a Plinth server.
    name: 'apps/conduit',
    folder: 'apps/conduit/src',
    files: ['**'],
    imports: ['client', 'markdown', 'bounds'],
    testImports: ['api'],
    typesOnly: none,
    owns: none,
    avoids: none,
    order: none,
  },
]
