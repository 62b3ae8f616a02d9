import { expect, test } from 'vitest'
import { parseScript } from './parsed-script.ts'
import { assertWhole, isOneTransaction } from './script-rules.ts'

test.for([
  ['CREATE INDEX CONCURRENTLY i ON a (x)', false],
  ['create index\n concurrently i on a (x)', false],
  ['DROP INDEX CONCURRENTLY i', false],
  ['REINDEX INDEX CONCURRENTLY i', false],
  ['REINDEX (CONCURRENTLY) TABLE a', false],
  ['REINDEX DATABASE', false],
  ['ALTER TABLE a DETACH PARTITION b CONCURRENTLY', false],
  ['VACUUM a', false],
  ['CLUSTER', false],
  ['ALTER SYSTEM SET x = 1', false],
  ['CREATE DATABASE x', false],
  ['DROP SUBSCRIPTION x', false],
  ['ANALYZE a', true],
  ['CLUSTER a', true],
  ['REINDEX INDEX i', true],
  ['ALTER TABLE a DETACH PARTITION b', true],
  ['-- not CONCURRENTLY\nCREATE INDEX i ON a (x)', true],
  ['CREATE TABLE "CONCURRENTLY" (cluster int, vacuum int)', true],
  [`COMMENT ON TABLE a IS 'VACUUM'`, true],
] as const)('%s can run in a transaction: %s', async ([sql, expected]) => {
  expect(await isOneTransaction(sql)).toBe(expected)
})

const refusalOf = (sql: string) =>
  assertWhole({ name: 'm', sql }).then(
    () => undefined,
    (error: Error) => error.message,
  )

test.for([
  ['BEGIN;\nSELECT 1;\nCOMMIT;', 1],
  ['SELECT 1;\n-- ü; not here\n\n  start  transaction;', 4],
  ['SELECT 1;/* a\n */ savepoint a', 2],
  ['SELECT 1;\nROLLBACK', 2],
  ['END', 1],
  [`PREPARE TRANSACTION 'x'`, 1],
] as const)('%s is refused with its line', async ([sql, line]) => {
  expect(await refusalOf(sql)).toMatch(
    new RegExp(`^The migration m has ".+" in line ${line}\\. A migration is one transaction`),
  )
})

test('what has no transaction control is taken: words in strings, comments, functions and names', async () => {
  const sql = `-- BEGIN;
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END;
INSERT INTO "commit" VALUES ('BEGIN; COMMIT;');`
  expect(await refusalOf(sql)).toBeUndefined()
  expect(await parseScript(sql)).toHaveLength(3)
})

test('what cannot run in a transaction is refused beside other statements', async () => {
  const sql = 'CREATE TABLE a (x int);\nCREATE INDEX CONCURRENTLY i ON a (x);'
  expect(await refusalOf(sql)).toMatch(
    /^The migration m has "CREATE INDEX CONCURRENTLY i ON a \(x\)" in line 2 beside other/,
  )
  expect(await refusalOf('-- ü\nVACUUM a; -- and a comment')).toBeUndefined()
})
