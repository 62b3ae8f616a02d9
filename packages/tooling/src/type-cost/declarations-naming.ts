/**
 * The top-level declarations in the text of a declaration file (`export declare const tickets: …`) that refer to names of another file or package, given
 * by its path, with these names.
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

/** The module of a path: `zod` for a file of that package; for one of our files its name without the extension. */
function moduleOf(path: string): string {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path) ?? []
  return name ?? path.replace(/^.*\//, '').replace(/\.d\.ts$/, '')
}

const isOf = (from: string, module: string) =>
  from === module || from.startsWith(`${module}/`) || new RegExp(`/${escaped(module)}(\\.ts)?$`).test(from)

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
