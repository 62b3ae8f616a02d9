import { boundaries } from './boundaries.ts'
import { contractOf } from './contract/contract.ts'
import type { Generator } from './generator.ts'
import { models } from './models.ts'
import { prisma } from './prisma.ts'
import { registry } from './registry.ts'
import { settings } from './settings.ts'

/** All generators of checked-in files; each may depend on those before it. */
export const generatorsOf = (options: { isAccepting: boolean }): readonly Generator[] => [
  prisma,
  models,
  registry,
  boundaries,
  settings,
  contractOf(options),
]

export const generators = generatorsOf({ isAccepting: false })
