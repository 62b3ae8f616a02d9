/** For tests that may not import `@plinth/db` themselves. */
export { createEmptyDatabase } from '@plinth/db/testing/create-test-database'
