import type { TokenKeeper } from './session.ts'

const key = 'jwtToken'

/** Keeps the token in localStorage; in memory where a browser forbids that. */
export function createBrowserTokens(): TokenKeeper {
  let inMemory: string | null = null
  return {
    read() {
      try {
        return localStorage.getItem(key)
      } catch {
        return inMemory
      }
    },
    write(token) {
      inMemory = token
      try {
        if (token === null) localStorage.removeItem(key)
        else localStorage.setItem(key, token)
      } catch {
        // Kept in memory, then.
      }
    },
  }
}

/** Calls back when another tab of the browser has signed in or out. */
export function onOtherTab(react: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) react()
  })
}
