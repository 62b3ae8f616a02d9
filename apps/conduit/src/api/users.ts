import { isPlinthError } from '@plinth/client'
import type { Context } from 'hono'
import { bodyOf } from './body.ts'
import { type Caller, changeLatest } from './caller.ts'
import { Given } from './given.ts'
import { credentialsInvalid, Refusal } from './refusal.ts'
import { keyOf, userOf } from './shapes.ts'

/** The token of a sign-in: its name in the owner's list of sessions, and how long it lasts. */
const bearer = { name: 'Conduit', expiresInDays: 60 }

const limits = {
  username: { max: 50 },
  email: { max: 254 },
  password: { max: 200, min: 8 },
  bio: { max: 1_000 },
  image: { max: 500 },
}

export async function signUp(c: Context, { plinth }: Caller): Promise<Response> {
  const given = new Given(await bodyOf(c), 'user')
  const name = given.text('username', limits.username).trim()
  const email = given.text('email', limits.email)
  const password = given.text('password', limits.password)
  given.assertValid()
  const { bearer: opened, ...me } = await plinth.users.signUp.mutate({
    name,
    username: keyOf(name),
    email,
    password,
    bearer,
  })
  return c.json({ user: userOf(me, opened?.token ?? '') }, 201)
}

export async function signIn(c: Context, { plinth }: Caller): Promise<Response> {
  const given = new Given(await bodyOf(c), 'user')
  const email = given.text('email', limits.email)
  // Whatever was typed is compared with the stored password; its form is not validated.
  const password = given.text('password', { max: limits.password.max })
  given.assertValid()
  const signedIn = plinth.sessions.signIn.mutate({ email, password, bearer }).catch((error: unknown) => {
    throw isPlinthError(error, 'INVALID_INPUT') ? credentialsInvalid() : error
  })
  const { bearer: opened, ...me } = await signedIn
  return c.json({ user: userOf(me, opened?.token ?? '') })
}

export async function currentUser(c: Context, caller: Caller): Promise<Response> {
  return c.json({ user: userOf(await caller.me(), caller.token ?? '') })
}

export async function updateUser(c: Context, caller: Caller): Promise<Response> {
  const me = await caller.me()
  const given = new Given(await bodyOf(c), 'user')
  const name = given.textIfGiven('username', limits.username)?.trim()
  const bio = given.emptiable('bio', limits.bio)
  const changes = {
    email: given.textIfGiven('email', limits.email),
    newPassword: given.textIfGiven('password', limits.password),
    picture: given.emptiable('image', limits.image),
    ...(bio !== undefined && { bio: bio ?? '' }),
    ...(name !== undefined && { name, username: keyOf(name) }),
  }
  given.assertValid()
  if (Object.values(changes).every((value) => value === undefined)) throw new Refusal(422, { user: ["can't be blank"] })
  const update = (version: number) => caller.plinth.users.update.mutate({ ...changes, version })
  const updated = await changeLatest(me.version, update, caller.me)
  return c.json({ user: userOf(updated, caller.token ?? '') })
}
