/**
 * The top declarations in the text of a declaration file (`export declare const tickets: …`) that name something of another file or package, given by its
 * path, with what they name.
 */
export function declarationsNaming(text: string, path: string): string[] {
  const module = moduleOf(path)
  const bound = [...text.matchAll(/^import (?:type )?(.+?) from ['"]([^'"]+)['"]/gm)]
    .filter(([, , from = '']) => isOf(from, module))
    .flatMap(([, names = '']) => names.match(/\w+(?=\s*(?:,|\}|$))/g) ?? [])
  const inline = [...text.matchAll(/import\(["']([^"']+)["']\)/g)].filter(([, from = '']) => isOf(from, module))
  const uses = [...bound.map((name) => `\\b${name}\\b`), ...inline.map(([whole]) => escaped(whole))]
  if (uses.length === 0) return []
  const use = new RegExp(`(?:${uses.join('|')})(?:\\.\\$?\\w+)*`)
  return text.split(/^(?=(?:export |declare |type |interface ))/m).flatMap((declaration) => {
    const [, name] =
      /^(?:export )?(?:declare )?(?:const|let|type|interface|function|class) (\w+)/.exec(declaration) ?? []
    const [named] = use.exec(declaration) ?? []
    return name !== undefined && named !== undefined ? [`\`${name}\` (${named})`] : []
  })
}

/** `zod` of a path in its package; of a file of ours its name without an ending. */
function moduleOf(path: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path) ?? []
  return name ?? path.replace(/^.*\//, '').replace(/\.d\.ts$/, '')
}

const isOf = (from: string, module: string) =>
  from === module || from.startsWith(`${module}/`) || new RegExp(`/${escaped(module)}(\\.ts)?$`).test(from)

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
