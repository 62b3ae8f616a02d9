import type { AppRouter } from '@plinth/api'
import type { inferRouterOutputs } from '@trpc/server'

type Imports = inferRouterOutputs<AppRouter>['imports']

export type Import = Imports['get']
export type ImportTarget = Imports['targets']

const busyStates = ['uploading', 'checking', 'running', 'undoing']

/** Whether a process is working on it. */
export const isBusy = ({ state }: Pick<Import, 'state'>) => busyStates.includes(state)
