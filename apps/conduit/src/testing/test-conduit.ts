import { testProxyToken } from '@plinth/api/testing/backend-server'
import { unique } from '@plinth/api/testing/factories'
import { startTestServer, type TestServer } from '@plinth/api/testing/test-server'
import { pino } from 'pino'
import { startConduit } from '../server.ts'
import { type Call, openCall } from './call.ts'
import { type Article, answers } from './schemas.ts'

/** Conduit in front of its own Plinth, over HTTP. When it ends, no line of its log may contain a secret. */
export interface TestConduit extends AsyncDisposable {
  readonly url: string
  readonly plinth: TestServer
  readonly log: readonly string[]
  readonly call: Call
  keepSecret(secret: string): void
  /** A user who has just signed up. */
  person(username?: string): Promise<Person>
}

export interface Person {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly token: string
  /** A published article of this user, with a unique title unless one is given. */
  article(given?: object): Promise<Article>
}

export async function startTestConduit(): Promise<TestConduit> {
  await using parts = new AsyncDisposableStack()
  const plinth = parts.use(await startTestServer())
  const log: string[] = []
  const secrets = new Set<string>()
  parts.defer(() => {
    for (const secret of secrets) {
      const line = log.find((text) => text.includes(secret))
      if (line !== undefined) throw new Error(`A line of the log holds a secret: ${line.replaceAll(secret, '[HERE]')}`)
    }
  })
  const logger = pino({ level: 'debug' }, { write: (text) => log.push(text) })
  const { url } = parts.use(
    await startConduit({ plinth: { url: plinth.url, proxyToken: testProxyToken }, port: 0, host: '127.0.0.1', logger }),
  )
  const call = openCall(url)
  const keepSecret = (secret: string) => {
    secrets.add(secret)
    plinth.log.keepSecret(secret)
  }
  const running = parts.move()
  return {
    url,
    plinth,
    log,
    call,
    keepSecret,
    async person(username = unique('p')) {
      const account = { username, email: `${unique()}@example.com`, password: unique('correct horse ') }
      keepSecret(account.password)
      const { json } = await call('POST /users', { body: { user: account } })
      const { token } = answers.user.parse(json).user
      keepSecret(token)
      return {
        ...account,
        token,
        async article(given = {}) {
          const article = { title: unique('Title '), description: 'About', body: 'Text', ...given }
          const made = await call('POST /articles', { token, body: { article } })
          return answers.article.parse(made.json).article
        },
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
