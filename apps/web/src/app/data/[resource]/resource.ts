import { cache } from 'react'
import { answer, requireUser, serverCaller } from '../../../client/runtime.ts'
import { callsInProcess } from '../../../console/calls.ts'

/** The resource of an address as the signed-in person finds it, and its procedures. Once for a request. */
export const resourceOf = cache(async (name: string, path: string) => {
  await requireUser(path)
  const caller = await serverCaller()
  return { resource: await answer(caller.resources.get({ name })), calls: callsInProcess(caller, name) }
})
