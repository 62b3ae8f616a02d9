import { PlinthError } from '@plinth/core/errors'
import { byUser, everyone, nobody, signedIn } from '@plinth/core/rule'
import { count } from '../kit/resource/fields/count.ts'
import { holds } from '../kit/resource/fields/holds.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'

/** A user as an author: the public fields, and whether the reader follows them. */
export const profile = resource({
  name: 'profiles',
  model: 'User',
  tenancy: 'global',
  labels: { one: 'profile', many: 'profiles', title: 'name' },
  fields: {
    id: true,
    username: true,
    name: true,
    picture: { kind: 'url' },
    bio: { kind: 'markdown' },
    followerCount: { label: 'Followers' },
    isFollowed: holds(
      byUser<RuleRow<'User'>>((userId) => ({ followers: { some: { followerId: { equals: userId } } } })),
      { label: 'Followed by you' },
    ),
    articleCount: count('articles', undefined, { label: 'Articles' }),
    createdAt: { label: 'Joined' },
  },
  keys: ['username'],
  // A single profile is public, by its username. The list, its export and its search name all users, so they require sign-in, as users.list does.
  // Accounts are created and changed by users.*: see system/users.ts.
  rules: { read: everyone, list: signedIn, create: nobody, update: nobody, remove: nobody },
  creates: [],
  updates: [],
  lists: ['id', 'username', 'name', 'picture', 'followerCount', 'isFollowed', 'createdAt'],
  filters: ['username', 'name'],
  sorts: ['username', 'createdAt'],
  defaultSort: ['username'],
  search: ['name'],
})

const following = profile.link({
  relation: 'followers',
  user: 'followerId',
  noun: 'follows',
  refuse({ id, userId }) {
    if (id !== userId) return
    throw new PlinthError('INVALID_INPUT', { fields: { id: ['Nobody can follow themselves: expected someone else.'] } })
  },
})

export const profiles = {
  get: profile.verbs.get,
  list: profile.verbs.list,
  follow: following.add,
  unfollow: following.drop,
}
