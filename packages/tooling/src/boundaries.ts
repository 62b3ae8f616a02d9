/** Some files of one of our packages or apps, and what they may import of ours. What is not named here is forbidden. */
export interface Zone {
  readonly name: string
  /** Source folder, from the root of the repository. */
  readonly folder: string
  /** Globs within `folder`; `!` takes away. */
  readonly files: readonly string[]
  /** Our packages that it may import. */
  readonly imports: readonly string[]
  /** Our packages that its tests alone may import besides. */
  readonly testImports: readonly string[]
  /** Those of `imports` of which it may import types alone. */
  readonly typesOnly: readonly string[]
  /** Modules of others that it alone may import. */
  readonly owns: readonly string[]
  /** Modules of others that it may not import. */
  readonly avoids: readonly string[]
  /** Parts of `folder`: each may import those after it, and none before it. */
  readonly order: readonly string[]
}

const none: readonly string[] = []

/**
 * apps → api → platform → db → core: left may import right. There is no list of exceptions. `packages/tooling`, `bench`, `e2e`,
 * `prisma` and the configuration in the root stand outside: they import what they need, and nothing imports them.
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
    // Knows nothing of ours, so that both products may show texts with it. Its threads run in servers and in browsers.
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
    // Knows nothing of ours, so that both products bound what one network may take of a process.
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
    // Its proof of the contract alone sees the backend, and of it the types; at run time it needs nothing of ours.
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
    // A second product: of Plinth it knows the typed client alone. It shows Markdown and bounds its requests as Plinth does. Its tests start a Plinth to talk to.
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
