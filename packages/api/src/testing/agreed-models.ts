import type { Relation } from '@plinth/db/model'

/**
 * Models with a column of every kind: required, nullable and with a default. `agreement.test.ts` declares a resource over `Agreed`, and checks
 * that the types below are those that `npm run gen` would generate for this schema.
 */
export const agreedSchema = `
model Agreed {
  id String @id @db.Uuid
  text String
  textMaybe String?
  textPreset String @default("x")
  markdown String
  markdownMaybe String?
  markdownPreset String @default("x")
  email String
  emailMaybe String?
  emailPreset String @default("a@example.com")
  url String
  urlMaybe String?
  urlPreset String @default("https://example.com")
  integer Int
  integerMaybe Int?
  integerPreset Int @default(7)
  big BigInt
  bigMaybe BigInt?
  bigPreset BigInt @default(7)
  number Float
  numberMaybe Float?
  numberPreset Float @default(1.5)
  decimal Decimal @db.Decimal(20, 4)
  decimalMaybe Decimal? @db.Decimal(20, 4)
  decimalPreset Decimal @db.Decimal(20, 4) @default(1.5)
  boolean Boolean
  booleanMaybe Boolean?
  booleanPreset Boolean @default(true)
  dateTime DateTime @db.Timestamptz(3)
  dateTimeMaybe DateTime? @db.Timestamptz(3)
  dateTimePreset DateTime @db.Timestamptz(3) @default(now())
  date DateTime @db.Date
  dateMaybe DateTime? @db.Date
  datePreset DateTime @db.Date @default(now())
  choice Mood
  choiceMaybe Mood?
  choicePreset Mood @default(calm)
  json Json
  jsonMaybe Json?
  jsonPreset Json @default("{}")
  file String @db.Uuid
  fileMaybe String? @db.Uuid
  filePreset String @db.Uuid @default(dbgenerated("gen_random_uuid()"))
  uuid String @db.Uuid
  uuidMaybe String? @db.Uuid
  uuidPreset String @db.Uuid @default(dbgenerated("gen_random_uuid()"))
  texts String[]
  textsPreset String[] @default(["a"])
  integers Int[]
  bigs BigInt[]
  numbers Float[]
  decimals Decimal[] @db.Decimal(20, 4)
  booleans Boolean[]
  choices Mood[]
  uuids String[] @db.Uuid
  amount BigInt
  currency String
  amountMaybe BigInt?
  currencyMaybe String?
  amountPreset BigInt @default(5)
  currencyPreset String @default("EUR")
  at DateTime @db.Timestamptz(3)
  zone String
  atMaybe DateTime? @db.Timestamptz(3)
  zoneMaybe String?
  atPreset DateTime @default(now()) @db.Timestamptz(3)
  zonePreset String @default("UTC")
  place Json
  placeMaybe Json?
  placePreset Json @default("{\\"lines\\":[\\"a\\"],\\"city\\":\\"Ulm\\",\\"country\\":\\"DE\\"}")
  traits Json
  traitsMaybe Json?
  traitsPreset Json @default("{}")
  otherId String @db.Uuid
  maybeId String? @db.Uuid
  presetId String @default("00000000-0000-7000-8000-000000000001") @db.Uuid
  hiddenId String @db.Uuid
  renamedId String? @db.Uuid
  version Int @default(1)
  updatedAt DateTime @default(now()) @db.Timestamptz(3)
  other Other @relation("other", fields: [otherId], references: [id])
  maybe Other? @relation("maybe", fields: [maybeId], references: [id])
  preset Other @relation("preset", fields: [presetId], references: [id])
  hidden Other @relation("hidden", fields: [hiddenId], references: [id])
  byItsName Other? @relation("renamed", fields: [renamedId], references: [id])
  links AgreedLink[]
  @@map("agreed")
}

model Other {
  id String @id @db.Uuid
  label String
  a Agreed[] @relation("other")
  b Agreed[] @relation("maybe")
  c Agreed[] @relation("preset")
  d Agreed[] @relation("hidden")
  e Agreed[] @relation("renamed")
  @@map("others")
}

model AgreedLink {
  agreedId String @db.Uuid
  position Int
  wordId String @db.Uuid
  agreed Agreed @relation(fields: [agreedId], references: [id], onDelete: Cascade)
  word Word @relation(fields: [wordId], references: [id])
  @@id([agreedId, position])
  @@map("agreed_links")
}

model Word {
  id String @id @db.Uuid
  name String @unique
  links AgreedLink[]
  @@map("words")
}

enum Mood {
  calm
  wild
}
`

type Mood = 'calm' | 'wild'

declare module '@plinth/db/models' {
  interface Models {
    Agreed: {
      columns: {
        id: string
        text: string
        textMaybe: string | null
        textPreset: string
        markdown: string
        markdownMaybe: string | null
        markdownPreset: string
        email: string
        emailMaybe: string | null
        emailPreset: string
        url: string
        urlMaybe: string | null
        urlPreset: string
        integer: number
        integerMaybe: number | null
        integerPreset: number
        big: bigint
        bigMaybe: bigint | null
        bigPreset: bigint
        number: number
        numberMaybe: number | null
        numberPreset: number
        decimal: string
        decimalMaybe: string | null
        decimalPreset: string
        boolean: boolean
        booleanMaybe: boolean | null
        booleanPreset: boolean
        dateTime: Date
        dateTimeMaybe: Date | null
        dateTimePreset: Date
        date: string
        dateMaybe: string | null
        datePreset: string
        choice: Mood
        choiceMaybe: Mood | null
        choicePreset: Mood
        json: unknown
        jsonMaybe: unknown | null
        jsonPreset: unknown
        file: string
        fileMaybe: string | null
        filePreset: string
        uuid: string
        uuidMaybe: string | null
        uuidPreset: string
        texts: string[]
        textsPreset: string[]
        integers: number[]
        bigs: bigint[]
        numbers: number[]
        decimals: string[]
        booleans: boolean[]
        choices: Mood[]
        uuids: string[]
        amount: bigint
        currency: string
        amountMaybe: bigint | null
        currencyMaybe: string | null
        amountPreset: bigint
        currencyPreset: string
        at: Date
        zone: string
        atMaybe: Date | null
        zoneMaybe: string | null
        atPreset: Date
        zonePreset: string
        place: unknown
        placeMaybe: unknown | null
        placePreset: unknown
        traits: unknown
        traitsMaybe: unknown | null
        traitsPreset: unknown
        otherId: string
        maybeId: string | null
        presetId: string
        hiddenId: string
        renamedId: string | null
        version: number
        updatedAt: Date
      }
      relations: {
        other: Relation<'Other', 'one'>
        maybe: Relation<'Other', 'optional'>
        preset: Relation<'Other', 'one'>
        hidden: Relation<'Other', 'one'>
        byItsName: Relation<'Other', 'optional'>
        links: Relation<'AgreedLink', 'many'>
      }
      optional:
        | 'textMaybe'
        | 'textPreset'
        | 'markdownMaybe'
        | 'markdownPreset'
        | 'emailMaybe'
        | 'emailPreset'
        | 'urlMaybe'
        | 'urlPreset'
        | 'integerMaybe'
        | 'integerPreset'
        | 'bigMaybe'
        | 'bigPreset'
        | 'numberMaybe'
        | 'numberPreset'
        | 'decimalMaybe'
        | 'decimalPreset'
        | 'booleanMaybe'
        | 'booleanPreset'
        | 'dateTimeMaybe'
        | 'dateTimePreset'
        | 'dateMaybe'
        | 'datePreset'
        | 'choiceMaybe'
        | 'choicePreset'
        | 'jsonMaybe'
        | 'jsonPreset'
        | 'fileMaybe'
        | 'filePreset'
        | 'uuidMaybe'
        | 'uuidPreset'
        | 'texts'
        | 'textsPreset'
        | 'integers'
        | 'bigs'
        | 'numbers'
        | 'decimals'
        | 'booleans'
        | 'choices'
        | 'uuids'
        | 'amountMaybe'
        | 'currencyMaybe'
        | 'amountPreset'
        | 'currencyPreset'
        | 'atMaybe'
        | 'zoneMaybe'
        | 'atPreset'
        | 'zonePreset'
        | 'placeMaybe'
        | 'placePreset'
        | 'traitsMaybe'
        | 'traitsPreset'
        | 'maybeId'
        | 'presetId'
        | 'renamedId'
        | 'version'
        | 'updatedAt'
        | 'maybe'
        | 'preset'
        | 'byItsName'
    }
    Other: {
      columns: {
        id: string
        label: string
      }
      relations: {
        a: Relation<'Agreed', 'many'>
        b: Relation<'Agreed', 'many'>
        c: Relation<'Agreed', 'many'>
        d: Relation<'Agreed', 'many'>
        e: Relation<'Agreed', 'many'>
      }
      optional: never
    }
    AgreedLink: {
      columns: {
        agreedId: string
        position: number
        wordId: string
      }
      relations: {
        agreed: Relation<'Agreed', 'one'>
        word: Relation<'Word', 'one'>
      }
      optional: never
    }
    Word: {
      columns: {
        id: string
        name: string
      }
      relations: {
        links: Relation<'AgreedLink', 'many'>
      }
      optional: never
    }
  }
}
