import pg from 'pg'
import { socketUrl } from './layout.ts'

const databaseMissing = '3D000'

/** Makes the database `plinth` if there is none, and so proves that the server answers. */
export async function ensureDatabase(socketDir: string): Promise<void> {
  if (await canConnect(socketUrl(socketDir, 'plinth'))) return
  const client = new pg.Client({ connectionString: socketUrl(socketDir, 'postgres') })
  await client.connect()
  try {
    await client.query('CREATE DATABASE plinth')
  } finally {
    await client.end()
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === databaseMissing) return false
    throw error
  }
}
