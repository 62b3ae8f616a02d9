import { readdirSync, readFileSync } from 'node:fs'

const ticksMs = 10 // USER_HZ is 100 on every Linux that Node runs on

/** CPU time of the threads of a process in nanoseconds, from the scheduler. */
export function processCpuNs(pid: number): number {
  let total = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    total += Number(ran)
  }
  return total
}

/** The fields of /proc/<pid>/stat after the command's name, which may contain spaces; the first of them is field 3 of proc(5). */
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
  /** CPU time of children that have exited and were waited for: parallel workers, closed connections. */
  endedNs: number
}

/** CPU time of a process and its children, such as Postgres. */
export function treeCpu(pid: number): TreeCpu {
  const live = new Map([[pid, processCpuNs(pid)]])
  for (const child of childrenOf(pid)) {
    try {
      live.set(child, processCpuNs(child))
    } catch {
      // It has exited in the meantime, and its time is now in `endedNs`.
    }
  }
  const [userTicks, systemTicks] = statFields(pid).slice(13, 15).map(Number) // cutime and cstime
  return { live, endedNs: ((userTicks ?? 0) + (systemTicks ?? 0)) * ticksMs * 1e6 }
}

/** Nanoseconds between two readings; the time that a child used before the first one is not counted again if the child has exited since. */
export function treeCpuBetween(before: TreeCpu, after: TreeCpu): number {
  let total = after.endedNs - before.endedNs
  for (const [pid, ns] of after.live) total += ns - (before.live.get(pid) ?? 0)
  for (const [pid, ns] of before.live) if (!after.live.has(pid)) total -= ns
  return total
}
