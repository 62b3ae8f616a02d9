import { readdirSync, readFileSync } from 'node:fs'

const ticksMs = 10 // USER_HZ is 100 on every Linux that Node runs on

/** Nanoseconds that the threads of a process have run, from the scheduler. */
export function processCpuNs(pid: number): number {
  let total = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    total += Number(ran)
  }
  return total
}

/** The fields of /proc/<pid>/stat after the command's name, which may hold spaces; the first of them is field 3 of proc(5). */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

export const parentOf = (pid: number) => Number(statFields(pid)[1])

export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

interface TreeCpu {
  live: Map<number, number>
  /** Of children that have ended and were waited for: parallel workers, closed connections. */
  endedNs: number
}

/** A process and its children, as Postgres is. */
export function treeCpu(pid: number): TreeCpu {
  const live = new Map([[pid, processCpuNs(pid)]])
  for (const child of childrenOf(pid)) {
    try {
      live.set(child, processCpuNs(child))
    } catch {
      // Ended meanwhile: it is among the ended ones now.
    }
  }
  const [userTicks, systemTicks] = statFields(pid).slice(13, 15).map(Number) // cutime and cstime
  return { live, endedNs: ((userTicks ?? 0) + (systemTicks ?? 0)) * ticksMs * 1e6 }
}

/** Nanoseconds between two readings; what a child had used before the first one is not counted again when it has ended since. */
export function treeCpuBetween(before: TreeCpu, after: TreeCpu): number {
  let total = after.endedNs - before.endedNs
  for (const [pid, ns] of after.live) total += ns - (before.live.get(pid) ?? 0)
  for (const [pid, ns] of before.live) if (!after.live.has(pid)) total -= ns
  return total
}
