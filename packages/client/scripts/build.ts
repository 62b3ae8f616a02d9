import { buildPackage } from './package.ts'

// `npm run build`: what is published, as a package of its own in dist/ (`npm publish packages/client/dist`).
await buildPackage()
