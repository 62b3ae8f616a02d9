import type { Check } from './check.ts'
import { deadCode } from './dead-code.ts'
import { documentation } from './documentation.ts'
import { generated } from './generated.ts'
import { indexes } from './indexes.ts'
import { lint } from './lint.ts'
import { typeCost } from './type-cost.ts'
import { types } from './types.ts'
import { workspace } from './workspace.ts'

/** All checks, the slowest first. */
export const checks: readonly Check[] = [typeCost, types, generated, deadCode, lint, indexes, documentation, workspace]
