import { type FSWatcher, readdirSync, type Stats, statSync, watch } from 'node:fs'
import { basename, join } from 'node:path'

interface Watched {
  readonly inode: number
  readonly watcher: FSWatcher
}

/**
 * Calls `onChange` with the path of each file below the folder that is written, replaced, created or removed. It watches folders and not files:
 * a watcher of a file follows the original file, and does not notice another file that takes its name by a rename. Node's recursive watcher
 * watches files on Linux, and chokidar 5 loses a folder that is removed and created again.
 * @returns a function that ends it
 */
export function watchFolders(top: string, onChange: (path: string) => void): () => void {
  const folders = new Map<string, Watched>()

  function follow(folder: string, isNew: boolean): void {
    const stats = statOf(folder)
    const known = folders.get(folder)
    if (known && known.inode !== stats?.ino) forget(folder)
    if (!stats?.isDirectory()) return
    if (!folders.has(folder)) add(folder, stats.ino)
    else if (known) return
    // After the watcher exists, so that nothing is created between the two.
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) follow(path, isNew)
      else if (isNew) onChange(path)
    }
  }
  function add(folder: string, inode: number): void {
    const watcher = watch(folder, (_, name) => {
      if (name === null) return
      const path = join(folder, name)
      const stats = statOf(path)
      // Its last event: the folder was removed. A folder that has its name by now may have its inode as well.
      if (name === basename(folder) && !stats) {
        forget(folder)
        follow(folder, true)
      } else if (stats?.isDirectory() || folders.has(path)) follow(path, true)
      else onChange(path)
    })
    watcher.on('error', () => forget(folder))
    folders.set(folder, { inode, watcher })
  }
  function forget(folder: string): void {
    for (const [path, { watcher }] of folders) {
      if (path !== folder && !path.startsWith(join(folder, '/'))) continue
      watcher.close()
      folders.delete(path)
    }
  }

  follow(top, false)
  return () => forget(top)
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // removed in the meantime
  }
}
