import { expect, test } from 'vitest'
import { splitList, splitStatements } from './script.ts'

test('a script is cut where statements end, and nowhere else', () => {
  const sql = `
-- CreateTable; not here
CREATE TABLE "a;b" (x text DEFAULT 'c;''d');
/* nor ; here */
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; END $body$;
SELECT E'it\\'s; one', $1;
`
  expect(splitStatements(sql)).toEqual([
    `CREATE TABLE "a;b" (x text DEFAULT 'c;''d')`,
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; END $body$',
    `SELECT E'it\\'s; one', $1`,
  ])
})

test('a list is cut at the commas outside of parentheses and strings', () => {
  expect(splitList(`a(1, 2), 'b, c' , "d,e"`)).toEqual(['a(1, 2)', `'b, c'`, '"d,e"'])
})
