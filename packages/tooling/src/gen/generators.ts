import { boundaries } from './boundaries.ts'
import type { Generator } from './generator.ts'
import { models } from './models.ts'
import { prisma } from './prisma.ts'
import { registry } from './registry.ts'
import { settings } from './settings.ts'

/** All that is written from something else and checked in. */
export const generators: readonly Generator[] = [prisma, models, registry, boundaries, settings]
