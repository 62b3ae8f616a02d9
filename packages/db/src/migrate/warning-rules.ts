/** A warning about the effect of a statement, or a clause of an ALTER TABLE, on concurrent users of the database. */
export interface WarningRule {
  /** Matched against SQL without comments and strings, with single spaces. Named groups are passed to `text`. */
  pattern: RegExp
  text(groups: Groups): string
}

export type Groups = Record<string, string | undefined>

/** A name in SQL: quoted or plain, with or without its schema. */
export const namePattern = String.raw`(?:"(?:[^"]|"")+"|\w+)(?:\.(?:"(?:[^"]|"")+"|\w+))?`

/** A pattern in which each `{word}` matches a name and captures it under that word. */
export function sqlPattern(source: string): RegExp {
  return new RegExp(
    source.replace(/\{(\w+)\}/g, (_, word: string) => `(?<${word}>${namePattern})`),
    'i',
  )
}

function rule(source: string, text: WarningRule['text']): WarningRule {
  return { pattern: sqlPattern(source), text }
}

// Based on PostgreSQL's manual: 13.3.1 (locks) and the notes of each command. In each table the first matching rule applies.

export const statementRules: WarningRule[] = [
  rule('^(?:DROP TABLE (?:IF EXISTS )?|TRUNCATE (?:TABLE )?){table}', ({ table }) => `loses all rows of ${table}.`),
  rule('^DROP SCHEMA (?:IF EXISTS )?{schema}', ({ schema }) => `loses everything in ${schema}.`),
  rule(
    '^CREATE (?:UNIQUE )?INDEX CONCURRENTLY\\b.*? ON (?:ONLY )?{table}',
    ({ table }) =>
      `builds beside the work on ${table} and blocks nobody; it must be the only statement of its migration.`,
  ),
  rule(
    '^CREATE UNIQUE INDEX\\b.*? ON (?:ONLY )?{table}',
    ({ table }) =>
      `blocks writes to ${table} while it builds, and fails if there are duplicates. For a large table use CREATE UNIQUE INDEX CONCURRENTLY in a migration of its own.`,
  ),
  rule(
    '^CREATE INDEX\\b.*? ON (?:ONLY )?{table}',
    ({ table }) =>
      `blocks writes to ${table} while it builds. For a large table use CREATE INDEX CONCURRENTLY in a migration of its own.`,
  ),
  rule(
    '^DROP INDEX (?!CONCURRENTLY)(?:IF EXISTS )?{index}',
    ({ index }) => `locks the table of ${index} for a moment; queries that used the index become slow.`,
  ),
  rule('^ALTER TYPE {type} ADD VALUE', () => 'the new value cannot be used within the same migration.'),
  rule(
    '^ALTER TYPE {type} RENAME',
    ({ type }) => `programs of the previous version that still run do not know the new name in ${type}.`,
  ),
  rule(
    '^(?:UPDATE|DELETE FROM) (?:ONLY )?{table}',
    ({ table }) => `changes rows of ${table} and keeps them locked until the migration ends.`,
  ),
  rule(
    '^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER\\b.*? ON {table}',
    ({ table }) => `blocks writes to ${table} for a moment.`,
  ),
]

export const clauseRules: WarningRule[] = [
  rule(
    '^ADD CONSTRAINT {constraint} FOREIGN KEY .*REFERENCES {other}(?!.*NOT VALID)',
    ({ table, other }) =>
      `blocks writes to ${table} and ${other} while it looks at every row of ${table}, and fails if one points nowhere. For large tables add it NOT VALID, and VALIDATE it in a second migration.`,
  ),
  rule(
    '^ADD CONSTRAINT {constraint} (?:UNIQUE|PRIMARY KEY)(?! USING)',
    ({ table }) => `blocks reads and writes of ${table} while its index builds, and fails if there are duplicates.`,
  ),
  rule(
    '^ADD CONSTRAINT {constraint} (?:CHECK|EXCLUDE)(?!.*NOT VALID)',
    ({ table }) => `blocks reads and writes of ${table} while it looks at every row, and fails if one does not fit.`,
  ),
  rule('^ADD CONSTRAINT', ({ table }) => `locks ${table} for a moment.`),
  rule(
    '^ADD (?:COLUMN )?(?:IF NOT EXISTS )?{column} .*(?:DEFAULT "?(?:gen_random_uuid|uuidv|random|clock_timestamp|nextval)|SERIAL| IDENTITY| STORED)',
    ({ table, column }) => `writes ${table} anew to fill ${column}, and blocks reads and writes meanwhile.`,
  ),
  rule(
    '^ADD (?:COLUMN )?(?:IF NOT EXISTS )?{column} (?!.*DEFAULT).*NOT NULL',
    ({ table, column }) =>
      `fails if ${table} has rows, because they would have no ${column}. Give it a default, or add it without NOT NULL, fill it, and set NOT NULL in a later migration.`,
  ),
  rule(
    '^DROP (?:COLUMN )?(?!CONSTRAINT)(?:IF EXISTS )?{column}',
    ({ table, column }) => `loses the values of ${column} in ${table}.`,
  ),
  rule('^DROP CONSTRAINT', ({ table }) => `locks ${table} for a moment; nothing holds that rule any more.`),
  rule(
    '^ALTER (?:COLUMN )?{column} SET NOT NULL',
    ({ table, column }) =>
      `blocks reads and writes of ${table} while it looks at every row, and fails if one has no ${column}.`,
  ),
  rule(
    '^ALTER (?:COLUMN )?{column} (?:SET DATA )?TYPE',
    ({ table, column }) =>
      `writes ${table} and its indexes anew and blocks reads and writes meanwhile (unless the new type stores the same), and fails if a value of ${column} does not fit.`,
  ),
  rule(
    '^RENAME',
    ({ table }) =>
      `locks ${table} for a moment; programs of the previous version that still run do not know the new name.`,
  ),
  rule('^', ({ table }) => `locks ${table} for a moment.`),
]
