import { cache } from 'react'
import { answer, requireUser, serverCaller } from '../../../client/runtime.ts'
import { callsInProcess } from '../../../console/calls.ts'

/** The resource of an address, as the signed-in user may use it, and its procedures. Cached for one request. */
export const resourceOf = cache(async (name: string, path: string) => {
  await requireUser(path)
  const caller = await serverCaller()
  return { resource: await answer(caller.resources.get({ name })), calls: callsInProcess(caller, name) }
})
