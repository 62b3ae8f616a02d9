import { nobody, signedIn } from '@plinth/core/rule'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import { profile } from './profiles.ts'

/** Who follows whom, since when. */
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
  // They come and go by profiles.follow and profiles.unfollow. They name people, so they are for people who have signed in, as profiles.list is.
  rules: { read: signedIn, create: nobody, update: nobody, remove: nobody },
  creates: [],
  updates: [],
  filters: ['follower.username', 'followed.username'],
  sorts: ['createdAt'],
})

export const follows = { get: follow.verbs.get, list: follow.verbs.list }
