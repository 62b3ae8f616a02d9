import { vi } from 'vitest'

// Vitest runs this before each test file. A process of the tests goes on with the next file, so that it loads Node, Vitest and the packages
// of others once; our own modules begin anew for each file, as in a process of their own.
vi.resetModules()
