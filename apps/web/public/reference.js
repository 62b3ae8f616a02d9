// Starts Scalar on /reference, in the colours that were chosen for the rest of the app.
const chosen = localStorage.getItem('mantine-color-scheme-value')
const isSystemDark = matchMedia('(prefers-color-scheme: dark)').matches
const scheme = chosen === 'light' || chosen === 'dark' ? chosen : isSystemDark ? 'dark' : 'light'
document.documentElement.dataset.scheme = scheme

// Scalar adds styles without the nonce that our policy asks for, except for its first one: each style that is made here gets it.
const { nonce } = document.currentScript
const create = document.createElement.bind(document)
document.createElement = (name, ...options) => {
  const element = create(name, ...options)
  if (name.toLowerCase() === 'style') element.nonce = nonce
  return element
}

// Its zod would else try out whether it may compile code, which our policy forbids.
window.__zod_globalConfig = { jitless: true }

function start() {
  const place = document.querySelector('#reference')
  window.Scalar.createApiReference(place, {
    url: place.dataset.document,
    theme: 'none',
    forceDarkModeState: scheme,
    hideDarkModeToggle: true,
    // Nothing leaves this origin: no fonts, no proxy, no counting, no assistant.
    withDefaultFonts: false,
    proxyUrl: '',
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: 'never',
    documentDownloadType: 'none',
    persistAuth: false,
    metaData: { title: 'API reference · Plinth' },
  })
}

const scalar = document.createElement('script')
scalar.src = '/reference/scalar.js'
scalar.addEventListener('load', start)
document.head.append(scalar)
