import { newId } from '@plinth/core/id'
import { newSetupToken } from '../../identity/setup-link.ts'
import { unique } from '../../testing/factories.ts'
import { browser, everyone, type Outcomes, type Samples, signedIn } from '../../testing/samples.ts'

const noLink = 'USERS_SETUP_LINK_INVALID'
const withoutLink: Outcomes = [noLink, noLink, noLink, noLink, noLink]
const password = unique('a password ')
const account = () => ({ name: 'Walker', email: `${unique()}@example.com`, password })

export const users: Samples<'users'> = {
  row: ({ author }) => author.me,
  calls: {
    changePassword: {
      input: ({ caller }) => {
        const current = caller?.password ?? password
        return { currentPassword: current, newPassword: current }
      },
      outcomes: browser,
    },
    list: { outcomes: signedIn },
    get: { input: ({ author }) => ({ username: author.me.username }), outcomes: everyone },
    me: { outcomes: everyone },
    setUp: {
      async input({ server }) {
        // No token is issued once there is an operator.
        const token = (await newSetupToken(server.database.open())) ?? 'none'
        if (token !== 'none') server.log.keepSecret(token)
        return { ...account(), token }
      },
      outcomes: withoutLink,
    },
    setUpState: { outcomes: everyone },
    signUp: { input: account, outcomes: everyone },
    'remove (somebody)': {
      row: async ({ stranger }) => (await stranger()).me,
      outcomes: ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'NOT_FOUND', 'OK', 'FORBIDDEN'],
    },
    // Operators cannot remove an operator's account, not even their own.
    'remove (oneself)': {
      row: ({ caller }) => ({ id: caller?.me.id ?? newId() }),
      outcomes: ['SIGN_IN_REQUIRED', 'OK', 'OK', 'NOT_FOUND', 'FORBIDDEN'],
    },
    update: {
      async input({ caller }) {
        const me = await caller?.api.users.me.query()
        return { version: me?.version ?? 1, bio: unique() }
      },
      outcomes: signedIn,
    },
  },
}
