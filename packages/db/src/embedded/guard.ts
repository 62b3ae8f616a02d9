import { spawn } from 'node:child_process'

export interface Guard {
  end(): void
}

/**
 * Stops Postgres when our process has ended for any reason, even `kill -9` of the whole group: a shell in its own session waits
 * for the end of a pipe whose other end only we hold.
 */
export function guardServer(serverPid: number): Guard {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'plinth-postgres-guard', String(serverPid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  })
  shell.unref()
  // Without a guard the next start finds the orphan and stops it.
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return {
    end() {
      shell.kill('SIGKILL')
      shell.stdin.destroy()
    },
  }
}
