import { vi } from 'vitest'

// Vitest runs this before each test file. A test process runs several files, so that it loads Node, Vitest and third-party packages
// only once; our own modules are reloaded for each file, as in a separate process.
vi.resetModules()
