/** A procedure listed in a contract. */
export interface Listed {
  readonly noun: string
  readonly name: string
  readonly kind: 'query' | 'mutation'
  /** The line in the contract, from 0. */
  readonly line: number
}

/** The procedures of a contract, each of which is on one line of the interface of its noun. */
export function proceduresIn(contract: string): Listed[] {
  let noun: string | undefined
  return contract.split('\n').flatMap((text, line) => {
    const opened = /^export (?:interface|type) (\w+)/.exec(text)?.[1]
    if (opened) noun = opened.endsWith('Api') ? opened.slice(0, -'Api'.length) : undefined
    const [, name, kind] = /^ {2}(\w+): (Query|Mutation)</.exec(text) ?? []
    if (!noun || !name) return []
    const lower = noun.replace(/^./, (letter) => letter.toLowerCase())
    return [{ noun: lower, name, kind: kind === 'Query' ? ('query' as const) : ('mutation' as const), line }]
  })
}
