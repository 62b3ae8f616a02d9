import { createHash } from 'node:crypto'

/** A value from 0 to 1 derived from a seed and a name, so that a failure can be reproduced. */
function chanceOf(seed: number, name: string): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32
}

const columns = {
  uuid: 'String @db.Uuid',
  text: 'String',
  varchar: 'String @db.VarChar(40)',
  int: 'Int',
  small: 'Int @db.SmallInt',
  bigint: 'BigInt',
  float: 'Float',
  decimal: 'Decimal @db.Decimal(12, 3)',
  boolean: 'Boolean',
  instant: 'DateTime @db.Timestamptz(3)',
  date: 'DateTime @db.Date',
  choice: 'Choice',
  json: 'Json',
} as const

/** The kind of a column of a random schema: its name begins with it. */
export type ColumnKind = keyof typeof columns

const kinds = Object.keys(columns) as ColumnKind[] // of the object above

const defaults: Readonly<Record<ColumnKind, string>> = {
  uuid: '"00000000-0000-7000-8000-00000000000d"',
  text: '"it\'s"',
  varchar: '""',
  int: '-7',
  small: '3',
  bigint: '9007199254740991',
  float: '0.5',
  decimal: '1.25',
  boolean: 'true',
  instant: 'now()',
  date: '"2020-02-29T00:00:00Z"',
  choice: 'second',
  json: '"{\\"a\\": 1}"',
}

const presences = ['', '?', '@default'] as const

/** The columns of one model: two of each kind, each required, nullable or with a default at random; at least one of the two may be omitted. */
function columnsOf(model: string, seed: number): string[] {
  return kinds.flatMap((kind) => {
    const first = Math.floor(chanceOf(seed, `${model}.${kind}`) * 3)
    return ['A', 'B'].map((suffix, nth) => {
      const presence = presences[(first + nth) % 3]
      const [type = '', native = ''] = columns[kind].split(/ (.*)/)
      const isJsonDefault = presence === '@default' ? `@default(${defaults[kind]})` : ''
      return `${kind}${suffix} ${type}${presence === '?' ? '?' : ''} ${native} ${isJsonDefault}`
    })
  })
}

interface Link {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly back: string
}

/** One has a relation named like its own table, which is both source and target. */
const links: readonly Link[] = [
  { from: 'Birch', to: 'Alder', name: 'alder', back: 'birches' },
  { from: 'Cedar', to: 'Birch', name: 'birch', back: 'cedars' },
  { from: 'Cedar', to: 'Alder', name: 'shade', back: 'shaded' },
  { from: 'Alder', to: 'Alder', name: 'parent', back: 'alders' },
]

export const modelNames = ['Alder', 'Birch', 'Cedar'] as const
export type ModelName = (typeof modelNames)[number]

/** Prisma's text of a schema derived from a seed: three models with every type of column and with relations to one, to none and to many. */
export function randomSchema(seed: number): string {
  const actions = ['Cascade', 'Restrict', 'SetNull'] as const
  const models = modelNames.map((model) => {
    const own = links.filter(({ from }) => from === model)
    const relations = own.flatMap(({ to, name, from }) => {
      // A tree needs roots; the other relations may be required.
      const isOptional = from === to || name === 'shade' || chanceOf(seed, `${from}.${name} optional`) < 0.5
      const action = actions[Math.floor(chanceOf(seed, `${from}.${name} action`) * (isOptional ? 3 : 2))]
      const mark = isOptional ? '?' : ''
      return [
        `${name}Id String${mark} @db.Uuid`,
        `${name} ${to}${mark} @relation("${from}_${name}", fields: [${name}Id], references: [id], onDelete: ${action})`,
      ]
    })
    const backs = links
      .filter(({ to }) => to === model)
      .map(({ from, name, back }) => `${back} ${from}[] @relation("${from}_${name}")`)
    const fields = ['id String @id @db.Uuid', ...columnsOf(model, seed), ...relations, ...backs]
    return `model ${model} {
  ${[...fields, ...shared].join('\n  ')}
  @@map("${model.toLowerCase()}s")
}`
  })
  return `enum Choice {\n  first\n  second\n  third\n}\n${models.join('\n')}\n`
}

const shared = [
  'createdAt DateTime @default(now()) @db.Timestamptz(3)',
  'updatedAt DateTime @default(now()) @db.Timestamptz(3)',
  'removedAt DateTime? @db.Timestamptz(3)',
  'version Int @default(1)',
]
