import { requireUserId } from '@plinth/core/actor'
import { own, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { resource } from '../kit/resource/resource.ts'

const view = resource({
  name: 'savedViews',
  model: 'SavedView',
  tenancy: 'global',
  labels: { one: 'saved view', many: 'saved views', title: 'name' },
  fields: {
    id: true,
    resource: { schema: z.string().min(1).max(100), hint: 'What its table shows' },
    name: z.string().trim().min(1).max(100),
    query: { schema: z.string().max(4_000), hint: 'Filters, order and columns, as in the address' },
    createdAt: { label: 'Created' },
    updatedAt: { label: 'Updated' },
    version: true,
  },
  // Views are private.
  rules: { read: own('userId'), list: signedIn, create: signedIn, update: own('userId'), remove: own('userId') },
  creates: ['resource', 'name', 'query'],
  updates: ['name', 'query'],
  filters: ['resource'],
  sorts: ['name'],
  defaultSort: ['name'],
  derive: ({ actor }) => ({ userId: requireUserId(actor) }),
  conflicts: { saved_views_userId_resource_name_key: { code: 'ALREADY_EXISTS', field: 'name' } },
})

const { get, list, create, update, remove } = view.verbs

export const savedViews = { get, list, create, update, remove }
