import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { env } from './env.ts'
import { root as repository } from './root.ts'
import { run } from './run.ts'

/** The features that Playwright disables. Chrome uses only the last `--disable-features`, so ours repeats them; a test compares the two. */
const offByPlaywright = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
  'msEdgeUpdateLaunchServicesPreferredVersion',
  'msForceBrowserSignIn',
]

/** Chrome's own pages behind the address bar of each window: loading them takes a fifth of the CPU time of the tests. */
const ownPages = ['WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxPopup']

/** Lets the browser start as root and in a container, makes no network requests of its own, and loads only the pages of the tests. */
export const browserArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${[...offByPlaywright, ...ownPages].join()}`,
]

const commands = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome']

const usualFolders = ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin']

const macApplications = [
  'Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a Chrome or Chromium that starts: the one that CHROMIUM_PATH names, an installed one, Playwright's own, or one
 * that is installed now. Throws an error with instructions if none is available.
 */
export async function findBrowser(root = repository): Promise<string> {
  if (env.CHROMIUM_PATH !== undefined) {
    if (await isBrowser(env.CHROMIUM_PATH, root)) return env.CHROMIUM_PATH
    throw new Error(
      `CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which is not a Chrome or Chromium that starts. ` +
        'Name one, as in CHROMIUM_PATH=/usr/bin/chromium, or leave it out to have one looked for.',
    )
  }
  const found = (await firstBrowser(installed(), root)) ?? (await firstBrowser([chromium.executablePath()], root))
  return found ?? (await install(root))
}

/** The possible paths of an installed browser. */
function installed(): string[] {
  const folders = [...env.PATH.split(delimiter).filter((folder) => folder !== ''), ...usualFolders]
  const applications = ['/', homedir()].flatMap((top) => macApplications.map((path) => join(top, path)))
  return [...folders.flatMap((folder) => commands.map((command) => join(folder, command))), ...applications]
}

async function firstBrowser(paths: readonly string[], root: string): Promise<string | null> {
  for (const path of paths) if (existsSync(path) && (await isBrowser(path, root))) return path
  return null
}

/** Some systems have a script in its place that only explains how to install it, and a download may lack libraries. */
async function isBrowser(path: string, root: string): Promise<boolean> {
  const { exitCode, output } = await run({ root, command: path, args: ['--version'] })
  return exitCode === 0 && /chrom/i.test(output)
}

async function install(root: string): Promise<string> {
  console.log('No Chrome or Chromium is installed. Installing one for Playwright: `playwright install chromium`.')
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' }
  await run({ root, command: 'playwright', args: ['install', 'chromium'], env, isShown: true })
  const own = await firstBrowser([chromium.executablePath()], root)
  if (own) return own
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('That gave no browser that starts. Installing the one of Debian: `apt-get install chromium`.')
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
    await run({ root, command: 'apt-get', args: ['update'], env: quiet, isShown: true })
    await run({ root, command: 'apt-get', args: ['install', '-y', 'chromium'], env: quiet, isShown: true })
    const packaged = await firstBrowser(installed(), root)
    if (packaged) return packaged
  }
  throw new Error(
    'There is no browser to test with, and none could be installed (see above). Install Chrome or Chromium, ' +
      'or name one, as in CHROMIUM_PATH=/usr/bin/chromium npm test.',
  )
}
