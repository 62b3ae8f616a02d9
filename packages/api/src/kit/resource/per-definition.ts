import type { Definition } from './definition.ts'

/** Makes something of a resource once, when it is first asked for: its statements are compiled once for each shape. */
export function perDefinition<Made>(make: (definition: Definition) => Made): (definition: Definition) => Made {
  const made = new WeakMap<Definition, { of: Made }>()
  return (definition) => {
    const known = made.get(definition) ?? { of: make(definition) }
    made.set(definition, known)
    return known.of
  }
}
