import { everyone, nobody, signedIn } from '@plinth/core/rule'
import { resource } from '../kit/resource/resource.ts'

/** The public fields of a user. */
export const user = resource({
  name: 'users',
  model: 'User',
  tenancy: 'global',
  labels: { one: 'user', many: 'users', title: 'name' },
  fields: {
    id: true,
    username: true,
    name: true,
    picture: { kind: 'url' },
    bio: { kind: 'markdown' },
    createdAt: true,
  },
  keys: ['username'],
  // Accounts are created by signing up and changed by their owner: see below.
  rules: { read: everyone, list: signedIn, create: nobody, update: nobody, remove: nobody },
  creates: [],
  updates: [],
  lists: ['id', 'username', 'name', 'picture', 'createdAt'],
  filters: ['username', 'name'],
  sorts: ['username', 'createdAt'],
  defaultSort: ['username'],
  search: ['name'],
})
