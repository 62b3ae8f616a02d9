import { type Expression, fragment } from '@plinth/db/fragment'

/** The table of events under an alias, for statements that read it: its columns are those of the model `Event`. */
export const eventLog = (alias: string): Expression<unknown> => fragment.table('events', alias)
