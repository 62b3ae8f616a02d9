import type { Context } from 'hono'
import { type Caller, find } from './caller.ts'
import { keyOf, profileOf } from './shapes.ts'

const profileIn = ({ plinth }: Caller, c: Context) =>
  find('profile', plinth.profiles.get.query({ username: keyOf(c.req.param('username') ?? '') }))

export async function profile(c: Context, caller: Caller): Promise<Response> {
  return c.json({ profile: profileOf(await profileIn(caller, c)) })
}

export async function follow(c: Context, caller: Caller): Promise<Response> {
  const found = await profileIn(caller, c)
  await caller.plinth.profiles.follow.mutate({ id: found.id })
  return c.json({ profile: profileOf({ ...found, isFollowed: true }) })
}

export async function unfollow(c: Context, caller: Caller): Promise<Response> {
  const found = await profileIn(caller, c)
  await caller.plinth.profiles.unfollow.mutate({ id: found.id })
  return c.json({ profile: profileOf({ ...found, isFollowed: false }) })
}
