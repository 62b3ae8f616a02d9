import type { TestUser } from '../../testing/factories.ts'
import { browser, everyone, type Samples, signedIn } from '../../testing/samples.ts'

const toRevoke = ({ api }: TestUser) => api.sessions.createToken.mutate({ name: 'to be revoked', expiresInDays: 1 })

export const sessions: Samples<'sessions'> = {
  row: ({ author }) => toRevoke(author),
  calls: {
    createToken: { outcomes: browser },
    list: { outcomes: signedIn },
    "revoke (the author's)": { outcomes: ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'FORBIDDEN'] },
    revokeAll: { input: async ({ caller }) => void (caller && (await toRevoke(caller))), outcomes: browser },
    signIn: { input: ({ author: { me, password } }) => ({ email: me.email, password }), outcomes: everyone },
    signOut: { outcomes: signedIn },
  },
}
