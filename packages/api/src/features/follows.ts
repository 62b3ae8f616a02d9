import { nobody, signedIn } from '@plinth/core/rule'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import { profile } from './profiles.ts'

/** Which user follows which, and since when. */
const follow = resource({
  name: 'follows',
  model: 'Follow',
  tenancy: 'global',
  labels: { one: 'follow', many: 'follows', title: 'id' },
  fields: {
    id: true,
    follower: one(profile, ['id', 'username', 'name', 'picture']),
    followed: one(profile, ['id', 'username', 'name', 'picture']),
    createdAt: { label: 'Since' },
  },
  // Created and deleted by profiles.follow and profiles.unfollow. They name people, so only signed-in users may read them, as with profiles.list.
  rules: { read: signedIn, create: nobody, update: nobody, remove: nobody },
  creates: [],
  updates: [],
  filters: ['follower.username', 'followed.username'],
  sorts: ['createdAt'],
})

export const follows = { get: follow.verbs.get, list: follow.verbs.list }
