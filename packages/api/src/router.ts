import { trpc } from './kit/trpc.ts'
import { features } from './registry.ts'

export const appRouter = trpc.router(features)

export type AppRouter = typeof appRouter
