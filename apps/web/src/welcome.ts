import type { Running } from './start.ts'

/** The text in the terminal when everything runs. */
export function welcome({ url, conduitUrl, setupUrl }: Pick<Running, 'url' | 'conduitUrl' | 'setupUrl'>): string {
  const conduit = conduitUrl ? `  Conduit, a second product over its API, is at ${conduitUrl}\n` : ''
  const setup = setupUrl
    ? `  Nobody operates it yet. Make your account by this link, which works once:\n  ${setupUrl}\n`
    : ''
  return `\n  Plinth is at ${url}\n${conduit}${setup}\n`
}
