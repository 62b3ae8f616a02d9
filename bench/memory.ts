import { residentBytes } from './cpu.ts'

const everyMs = 50

/** Measures the memory of a process during an operation, in MB. */
export interface MemoryWatch {
  /** Ends the watch. */
  end(): { mostMb: number; growthMb: number }
}

/** Samples the memory of a process until the watch ends. */
export function watchMemory(pid: number): MemoryWatch {
  const start = residentBytes(pid)
  let most = start
  const look = () => {
    try {
      most = Math.max(most, residentBytes(pid))
    } catch {
      clearInterval(timer) // it has exited
    }
  }
  const timer = setInterval(look, everyMs)
  return {
    end() {
      clearInterval(timer)
      look()
      return { mostMb: most / 1_000_000, growthMb: (most - start) / 1_000_000 }
    },
  }
}
