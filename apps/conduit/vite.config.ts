import { defineConfig } from 'vite'

// `vite build` builds what browsers load, `vite build --ssr` what the server renders with; src/dev.ts serves both with reload on change.
export default defineConfig(({ isSsrBuild }) => ({
  appType: 'custom',
  publicDir: isSsrBuild ? false : 'src/site/public',
  // One file without dependencies: React in its production build, whatever NODE_ENV is.
  ssr: { noExternal: true },
  build: isSsrBuild
    ? { outDir: 'dist/server', rollupOptions: { input: 'src/site/entry-server.tsx' }, ssr: true }
    : {
        outDir: 'dist/client',
        manifest: true,
        target: 'es2022',
        modulePreload: { polyfill: false },
        rollupOptions: { input: 'src/site/entry-browser.tsx' },
      },
}))
