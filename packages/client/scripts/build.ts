import { buildPackage } from './package.ts'

// `npm run build`: builds the published package in dist/ (`npm publish packages/client/dist`).
await buildPackage()
