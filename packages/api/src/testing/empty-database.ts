/** For tests outside of what may import `@plinth/db`. */
export { createEmptyDatabase } from '@plinth/db/testing/create-test-database'
