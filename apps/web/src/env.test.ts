import { afterEach, expect, test, vi } from 'vitest'
import { conduitEnvironment, parseSettings, SettingsError, settingsTable } from './env.ts'

afterEach(() => vi.unstubAllEnvs())

// Conduit received the address of the database, and the secret that signs cookies.
test('Conduit gets no setting of ours but what it needs', () => {
  for (const [name, { example }] of Object.entries(settingsTable)) vi.stubEnv(name, example)
  const given = conduitEnvironment(parseSettings({ PORT: '4000' }), { isDev: false, proxyToken: 'the token' })
  const ours = Object.keys(settingsTable).filter((name) => Object.hasOwn(given, name))
  expect(ours.toSorted()).toEqual(['CONDUIT_PORT', 'HOST', 'LOG_LEVEL', 'TRUSTED_PROXIES'])
  expect(given).toMatchObject({ PLINTH_URL: 'http://127.0.0.1:4000', PLINTH_PROXY_TOKEN: 'the token' })
})

test('nothing has to be set', () => {
  expect(parseSettings({})).toMatchObject({ PORT: 3000, DATA_DIR: './data', DATABASE_CONNECTIONS: 10 })
  expect(parseSettings({ PORT: '', DATABASE_URL: '' }).PORT).toBe(3000)
})

test('every example is valid, and every setting is described', () => {
  for (const [name, { example, expected, about }] of Object.entries(settingsTable)) {
    expect(() => parseSettings({ [name]: example }), name).not.toThrow()
    expect(expected.length * about.length, name).toBeGreaterThan(0)
  }
})

test('a wrong setting is named with what was expected and an example, each on its line', () => {
  const act = () => parseSettings({ PORT: 'abc', LOG_LEVEL: 'loud', DATABASE_NAMED_STATEMENTS: 'yes' })
  expect(act).toThrow(SettingsError)
  expect(act).toThrow("PORT: expected a whole number from 1 to 65535, got 'abc'. Example: PORT=3000")
  expect(act).toThrow("LOG_LEVEL: expected debug, info, warn, error or silent, got 'loud'. Example: LOG_LEVEL=info")
  expect(act).toThrow('DATABASE_NAMED_STATEMENTS: ')
})

test('a wrong secret or address is not repeated', () => {
  for (const [name, value] of [
    ['AUTH_SECRET', 'short-secret'],
    ['PROXY_TOKEN', 'short-token'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
  ] as const) {
    let message = ''
    try {
      parseSettings({ [name]: value })
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain(name)
    expect(message).not.toContain(value)
    expect(message).not.toContain('hunter2')
  }
})
