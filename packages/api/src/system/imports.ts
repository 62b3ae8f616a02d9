import { requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { nobody, own, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import type { Call } from '../kit/call.ts'
import { decide } from '../kit/pipeline/access.ts'
import { read, write } from '../kit/procedure.ts'
import type { Definition } from '../kit/resource/definition.ts'
import { json } from '../kit/resource/fields/composite.ts'
import { resource } from '../kit/resource/resource.ts'
import { assertMapping, matchable, targetLabel, targetsOf } from '../transfer/import/mapping.ts'
import { readErrors, readLeft } from '../transfer/import/reports.ts'
import { type Job, runImport } from '../transfer/import/run-import.ts'
import { assertIdle, begin, begun, callOff, findState, type Stored } from '../transfer/import/states.ts'
import { undoImport } from '../transfer/import/undo-import.ts'
import { isImportable } from '../transfer/import/upload.ts'

const problem = z.object({ code: z.string(), message: z.string(), during: z.string().optional() })

/** A file from which a user imports rows. It is uploaded with `POST /api/v1/imports`. */
const importing = resource({
  name: 'imports',
  model: 'Import',
  tenancy: 'global',
  labels: { one: 'import', many: 'imports', title: 'name' },
  fields: {
    id: true,
    resource: true,
    name: { label: 'File' },
    format: true,
    state: true,
    bytes: true,
    columns: json(z.array(z.string())),
    samples: json(z.array(z.array(z.string()))),
    mapping: json(z.array(z.string().nullable())),
    matchBy: true,
    matched: true,
    position: { label: 'Rows read' },
    bytesDone: true,
    created: true,
    updated: true,
    unchanged: true,
    failed: true,
    undone: true,
    left: true,
    problem: json(problem, { isNullable: true }),
    leaseUntil: true,
    startedAt: { label: 'Started' },
    finishedAt: { label: 'Finished' },
    createdAt: { label: 'Uploaded' },
    version: true,
  },
  rules: { read: own('userId'), create: nobody, update: nobody, remove: own('userId') },
  creates: [],
  updates: [],
  filters: ['resource', 'state'],
  sorts: ['createdAt'],
  derive: () => ({}),
})

const byId = z.strictObject({ id: z.uuid() })
const started = z.object({ id: z.uuid(), state: z.string(), version: z.int() })

const asked = byId.extend({
  mapping: z
    .array(z.string().max(200).nullable())
    .max(500)
    .meta({ examples: [['name']] }),
  /** A unique field by which rows that are there already are found; without it every row is new. */
  matchBy: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .meta({ examples: ['code'] }),
  /** What is done with them. */
  matched: z.enum(['update', 'skip']).default('update'),
  /** Checks everything and writes nothing. */
  isDryRun: z.boolean().default(false),
})

type AnyCall = Pick<Call<unknown>, 'ctx' | 'actor'>

/** The definition of the imported resource; it may have been removed since the upload. */
function definitionFor({ ctx }: AnyCall, name: string): Definition {
  const found = Object.hasOwn(ctx.definitions, name) ? ctx.definitions[name] : undefined
  if (!found) throw new PlinthError('NOT_FOUND')
  return found as Definition // entries of the context are definitions
}

/** Continues the import in this process, in the background of the request. */
function start(call: AnyCall, { id, state }: Stored, lease: string): void {
  const job: Job = {
    db: call.ctx.db,
    id,
    lease,
    actor: call.actor,
    definition: (name) => call.ctx.definitions[name] as Definition | undefined, // as in definitionFor
    onFault: (error) => call.ctx.log.fault(error, 'imports'),
  }
  void (state === 'undoing' ? undoImport(job) : runImport(job))
}

const told = ({ id, state, version }: Stored) => ({ subject: id, after: { state }, output: { id, state, version } })

const wrongState = (message: string) => new PlinthError('CONFLICT', { message })

export const imports = {
  get: importing.verbs.get,
  list: importing.verbs.list,
  remove: importing.verbs.remove,

  /** What the columns of a file may go into, and by which fields rows may be found. */
  targets: read({
    rule: signedIn,
    input: z.strictObject({
      resource: z
        .string()
        .max(100)
        .meta({ examples: ['places'] }),
    }),
    output: z.object({
      one: z.string(),
      many: z.string(),
      mayImport: z.boolean(),
      targets: z.array(z.object({ name: z.string(), label: z.string(), isRequired: z.boolean() })),
      matchBy: z.array(z.string()),
    }),
    run: async (call) => {
      const definition = definitionFor(call, call.input.resource)
      const { labels, creates, schemas, rules } = definition
      const targets = targetsOf(definition).map((target) => ({
        name: target.name,
        label: targetLabel(definition, target),
        isRequired:
          creates.includes(target.name) && schemas.create.shape[target.name]?.safeParse(undefined).success === false,
      }))
      const mayImport = isImportable(definition) && rules.create(call.actor) !== false
      return { one: labels.one, many: labels.many, mayImport, targets, matchBy: matchable(definition) }
    },
  }),

  /** Begins an import that was uploaded, or a check of it. */
  run: write({
    rule: own('userId'),
    input: asked,
    output: started,
    event: 'imports.started',
    run: async (call) => {
      const { db, input, actor, access } = call
      const rule = access.take()
      const found = await findState(db, input.id, rule)
      const definition = definitionFor(call, found.resource)
      assertMapping(definition, input.mapping, found.columns)
      decide(definition.rules.create, actor)
      if (input.matchBy !== null) {
        if (input.matched === 'update') decide(definition.rules.update, actor)
        if (!matchable(definition).includes(input.matchBy))
          throw new PlinthError('INVALID_INPUT', {
            fields: { matchBy: [`Expected one of: ${matchable(definition).join(', ')}.`] },
          })
      }
      await assertIdle(db, { userId: requireUserId(actor), id: input.id })
      const lease = newId()
      await call.hold(importing, input.id)
      const stored = await begin(
        db,
        { ...input, mapping: JSON.stringify(input.mapping), lease, state: input.isDryRun ? 'checking' : 'running' },
        rule,
      )
      if (!stored) throw wrongState('This import has begun already, or its file is not complete.')
      call.afterCommit(() => start(call, stored, lease))
      return told(stored)
    },
  }),

  /** Goes on with what was interrupted: by a crash, or by a failure. */
  resume: write({
    rule: own('userId'),
    input: byId,
    output: started,
    event: 'imports.resumed',
    run: async (call) => {
      await assertIdle(call.db, { userId: requireUserId(call.actor), id: call.input.id })
      const lease = newId()
      await call.hold(importing, call.input.id)
      const stored = await begun(call.db, { id: call.input.id, lease, kind: 'resume' }, call.access.take())
      if (!stored)
        throw wrongState('Nothing of this import was interrupted; while it is at work, it needs no resuming.')
      call.afterCommit(() => start(call, stored, lease))
      return told(stored)
    },
  }),

  /** Calls off an import; rows that it has brought stay, and can be undone. */
  cancel: write({
    rule: own('userId'),
    input: byId,
    output: started,
    event: 'imports.cancelled',
    run: async ({ db, input, access, hold }) => {
      await hold(importing, input.id)
      const stored = await callOff(db, input.id, access.take())
      if (!stored) throw wrongState('This import is not at work.')
      return told(stored)
    },
  }),

  /** Takes back what an import has written, as far as it is unchanged since. */
  undo: write({
    rule: own('userId'),
    input: byId,
    output: started,
    event: 'imports.undone',
    run: async (call) => {
      await assertIdle(call.db, { userId: requireUserId(call.actor), id: call.input.id })
      const lease = newId()
      await call.hold(importing, call.input.id)
      const stored = await begun(call.db, { id: call.input.id, lease, kind: 'undo' }, call.access.take())
      if (!stored) throw wrongState('Only an import that has ended, and was not undone, can be undone.')
      decide(definitionFor(call, stored.resource).rules.remove, call.actor)
      call.afterCommit(() => start(call, stored, lease))
      return told(stored)
    },
  }),

  /** The rows that failed, in the order of the file. All of them as a file: `GET /api/v1/imports/{id}/errors.csv`. */
  errors: read({
    rule: own('userId'),
    input: byId.extend({ after: z.int().min(0).default(0), limit: z.int().min(1).max(100).default(20) }),
    output: z.object({
      items: z.array(
        z.object({
          row: z.int(),
          code: z.string(),
          message: z.string(),
          field: z.string().nullable(),
          cells: z.array(z.unknown()),
        }),
      ),
    }),
    run: async ({ db, input, access }) => {
      const rule = access.take()
      await findState(db, input.id, rule)
      return { items: await readErrors(db, input, rule) }
    },
  }),

  /** What an undo could not take back, and why. */
  left: read({
    rule: own('userId'),
    input: byId.extend({ after: z.int().min(0).default(0), limit: z.int().min(1).max(100).default(20) }),
    output: z.object({ items: z.array(z.object({ row: z.int(), subject: z.uuid(), reason: z.string() })) }),
    run: async ({ db, input, access }) => {
      const rule = access.take()
      await findState(db, input.id, rule)
      return { items: await readLeft(db, input, rule) }
    },
  }),
}
