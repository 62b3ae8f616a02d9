import type { TestServer } from './test-server.ts'

export interface EventRow {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly actorType: string
  readonly actorId: string | null
  readonly requestId: string
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
  readonly createdAt: Date
}

/** The events of one subject, the oldest first. */
export function eventsOf(server: TestServer, subject: string): Promise<EventRow[]> {
  return server.rows<EventRow>('select * from events where subject = $1 order by id', [subject])
}

/** The number of events: a refused write must leave it unchanged. */
export async function countEvents(server: TestServer): Promise<number> {
  const [counted] = await server.rows<{ n: number }>('select count(*)::int as n from events')
  return counted?.n ?? 0
}

/** Makes every insert of an event fail, as an internal fault would. */
export async function refuseEvents(server: TestServer): Promise<void> {
  await server.rows(
    `create or replace function refuse_event() returns trigger language plpgsql as $$ begin raise 'no event'; end $$;
     create trigger refused before insert on events for each row execute function refuse_event()`,
  )
}

export async function allowEvents(server: TestServer): Promise<void> {
  await server.rows('drop trigger if exists refused on events')
}
