import { browser, everyone, type Samples, signedIn } from '../../testing/samples.ts'

export const sessions: Samples<'sessions'> = {
  row: ({ author }) => author.api.sessions.createToken.mutate({ name: 'to be revoked', expiresInDays: 1 }),
  calls: {
    createToken: { outcomes: browser },
    list: { outcomes: signedIn },
    "revoke (the author's)": { outcomes: ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'FORBIDDEN'] },
    revokeAll: { outcomes: browser },
    signIn: { input: ({ author: { me, password } }) => ({ email: me.email, password }), outcomes: everyone },
    signOut: { outcomes: signedIn },
  },
}
