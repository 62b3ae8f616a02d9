import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { layoutOf } from '../embedded/layout.ts'
import { openServerLog } from '../embedded/server-log.ts'
import { superviseServer } from '../embedded/supervisor.ts'
import { migrate } from '../migrate/migrate.ts'
import { scratchFolder } from './scratch.ts'

/**
 * A data folder as left by a Plinth version before it had roles: without passwords, with all objects created by the superuser. Besides the tables of the
 * product it contains one object of each kind that a migration creates.
 */
export async function earlierFolder(): Promise<string> {
  const layout = layoutOf(await scratchFolder())
  const serverLog = openServerLog(layout.serverLog)
  const server = await superviseServer({ layout, settings: {}, serverLog, log: () => undefined })
  try {
    const at = (database: string) =>
      `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(layout.socketDir)}`
    await run(at('postgres'), 'CREATE DATABASE plinth')
    await migrate({ url: at('plinth') })
    await run(
      at('plinth'),
      `INSERT INTO tags (id, name) VALUES (gen_random_uuid(), 'kept');
       CREATE TABLE numbered (id serial, text text);
       INSERT INTO numbered (text) VALUES ('first');
       CREATE TYPE mood AS ENUM ('glad');
       CREATE TYPE pair AS (one int, two text);
       CREATE DOMAIN short AS text CHECK (length(value) < 10);
       CREATE SEQUENCE alone;
       CREATE VIEW glances AS SELECT text FROM numbered;
       CREATE MATERIALIZED VIEW looks AS SELECT text FROM numbered;
       CREATE TABLE parted (id int) PARTITION BY RANGE (id);
       CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10);
       CREATE STATISTICS counted (ndistinct) ON id, text FROM numbered;
       CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int);
       CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT';
       CREATE SCHEMA aside;
       CREATE TABLE aside.things (id int GENERATED ALWAYS AS IDENTITY)`,
    )
  } finally {
    await server.stop()
    serverLog.close()
  }
  await rm(join(layout.cluster, 'plinth.hba'))
  return layout.dataDir
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
