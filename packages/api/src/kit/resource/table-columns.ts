import type { Definition } from './definition.ts'

/** More columns do not fit side by side on a screen. */
const maxShown = 6

/**
 * The fields that a table shows at first, where the declaration does not say: the title, then what lists are filtered and sorted by, then the
 * rest. Keys, the version and JSON are there to be chosen.
 */
export function tableColumns({ lists, labels, keys, fields, filters, sorts }: Omit<Definition, 'columns'>): string[] {
  const isQuiet = (name: string) => keys.includes(name) || name === 'version' || fields[name]?.kind === 'json'
  const asked = [...Object.values(filters).map(({ path: [own = ''] }) => own), ...sorts]
  const others = [...asked, ...lists].filter((name) => !isQuiet(name))
  return [...new Set([labels.title, ...others])].filter((name) => lists.includes(name)).slice(0, maxShown)
}
