import { definitions } from '../../definitions.ts'
import { routes } from '../rest/routes.ts'
import type { Door } from './door.ts'
import { errorsDoor } from './errors-file.ts'
import { exportDoor } from './export.ts'
import { uploadDoor } from './import-upload.ts'

/** All doors for files. @throws Error when a procedure has the place of one */
function allDoors(): Door[] {
  const all = [uploadDoor, errorsDoor, ...Object.values(definitions).map(exportDoor)]
  const taken = new Map(routes.map(({ method, template, path }) => [`${method} ${template}`, path]))
  for (const { method, template, name } of all) {
    const path = taken.get(`${method} ${template}`)
    if (path !== undefined) throw new Error(`${path} and ${name} would both be ${method} ${template}: rename ${path}.`)
  }
  return all
}

export const doors: readonly Door[] = allDoors()

const plain = new Map(doors.map((door) => [`${door.method} ${door.template}`, door]))
const patterned = doors
  .filter(({ template }) => template.includes('{id}'))
  .map((door) => ({ door, parts: door.template.split('{id}') }))

/** Which door a path under the base path is, if one, and what stands in its placeholder. */
export function doorAt(method: string | undefined, path: string): { door: Door; id: string } | undefined {
  const asked = method === 'HEAD' ? 'GET' : method
  const door = plain.get(`${asked} /${path}`)
  if (door) return { door, id: '' }
  for (const { door: each, parts } of patterned) {
    const [before = '', after = ''] = parts
    const whole = `/${path}`
    if (asked !== each.method || !whole.startsWith(before) || !whole.endsWith(after)) continue
    const id = whole.slice(before.length, whole.length - after.length)
    if (id !== '' && !id.includes('/')) return { door: each, id }
  }
  return undefined
}
