import type { Definition } from './definition.ts'

/** Computes a value once per resource, on first use, so that its statements are compiled once per shape. */
export function perDefinition<Made>(make: (definition: Definition) => Made): (definition: Definition) => Made {
  const made = new WeakMap<Definition, { of: Made }>()
  return (definition) => {
    const known = made.get(definition) ?? { of: make(definition) }
    made.set(definition, known)
    return known.of
  }
}
