import { boundariesToBiome } from './boundaries-to-biome.ts'
import type { Generator } from './generator.ts'

/** The Biome rules that enforce the import boundaries. */
export const boundaries: Generator = {
  name: 'Import boundaries',
  folders: ['packages/tooling/generated'],
  generate: async () => boundariesToBiome(),
}
