import { expect, test } from 'vitest'
import { warningsOf } from './warnings.ts'

const cases: [sql: string, ...texts: string[]][] = [
  ['CREATE TABLE "a" ("id" UUID NOT NULL, CONSTRAINT "a_pkey" PRIMARY KEY ("id"));\nCREATE INDEX "i" ON "a"("id");'],
  ['CREATE TABLE a (id int); ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES b(id);'],
  ['CREATE INDEX "i" ON "a"("x")', 'blocks writes to "a" while it builds. For'],
  [
    'create unique index "i" on "s"."a" ("x")',
    'blocks writes to "s"."a" while it builds, and fails if there are duplicates',
  ],
  ['CREATE INDEX CONCURRENTLY i ON a USING gin (x)', 'blocks nobody'],
  ['DROP INDEX "i"', 'locks the table of "i" for a moment'],
  ['DROP TABLE "a"', 'loses all rows of "a"'],
  ['TRUNCATE a', 'loses all rows of a'],
  ['ALTER TABLE "a" ADD COLUMN     "x" TEXT', 'locks "a" for a moment.'],
  ['ALTER TABLE "a" ADD COLUMN "x" TEXT NOT NULL DEFAULT \'no, (really)\'', 'locks "a" for a moment.'],
  ['ALTER TABLE "a" ADD COLUMN "x" TEXT NOT NULL', 'fails if "a" has rows, because they would have no "x"'],
  ['ALTER TABLE "a" ADD COLUMN "x" UUID NOT NULL DEFAULT gen_random_uuid()', 'writes "a" anew to fill "x"'],
  ['ALTER TABLE "a" ADD COLUMN "x" SERIAL NOT NULL', 'writes "a" anew to fill "x"'],
  ['ALTER TABLE "a" DROP COLUMN "x"', 'loses the values of "x" in "a"'],
  ['ALTER TABLE a DROP x', 'loses the values of x in a'],
  ['ALTER TABLE "a" DROP CONSTRAINT "c"', 'nothing holds that rule'],
  ['ALTER TABLE "a" ALTER COLUMN "x" SET NOT NULL', 'fails if one has no "x"'],
  ['ALTER TABLE "a" ALTER COLUMN "x" DROP NOT NULL', 'locks "a" for a moment.'],
  ['ALTER TABLE "a" ALTER COLUMN "x" SET DATA TYPE BIGINT', 'writes "a" and its indexes anew'],
  [
    'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "b"("id") ON DELETE CASCADE',
    'blocks writes to "a" and "b" while it looks at every row of "a"',
  ],
  ['ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b(id) NOT VALID', 'locks a for a moment.'],
  ['ALTER TABLE a ADD CONSTRAINT u UNIQUE (x)', 'fails if there are duplicates'],
  ['ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0)', 'fails if one does not fit'],
  ['ALTER TABLE a RENAME COLUMN x TO y', 'do not know the new name'],
  [`ALTER TYPE "Kind" ADD VALUE 'other'`, 'cannot be used within the same migration'],
  ['UPDATE a SET x = 1', 'changes rows of a'],
  ['CREATE TRIGGER t AFTER UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()', 'blocks writes to a for a moment'],
  [`COMMENT ON TABLE a IS 'DROP TABLE a; DROP TABLE b'`],
  ['-- DROP TABLE a;\n/* DROP TABLE b; */ SELECT $x$ DROP TABLE c; $x$'],
]

test.for(cases)('%s', ([sql, ...texts]) => {
  const warnings = warningsOf(sql)
  expect(warnings).toHaveLength(texts.length)
  for (const [index, text] of texts.entries()) expect(warnings[index]?.text).toContain(text)
})

test('each clause of an ALTER TABLE is judged by itself, and a drop beside an addition may be a rename', () => {
  const warnings = warningsOf(
    '-- AlterTable\nALTER TABLE "a" DROP COLUMN "x",\nADD COLUMN     "y" DECIMAL(10,2) NOT NULL;',
  )
  expect(warnings.map(({ sql }) => sql)).toEqual([
    'DROP COLUMN "x"',
    'ADD COLUMN "y" DECIMAL(10,2) NOT NULL',
    'ALTER TABLE "a" RENAME COLUMN "x" TO "y"',
  ])
})

test('a dropped table beside a new one may be a rename', () => {
  const warnings = warningsOf('DROP TABLE "old"; CREATE TABLE "new" ("id" INT);')
  expect(warnings.map(({ sql }) => sql)).toEqual(['DROP TABLE "old"', 'ALTER TABLE "old" RENAME TO "new"'])
})
