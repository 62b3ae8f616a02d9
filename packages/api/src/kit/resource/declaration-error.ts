/** The error for an invalid declaration of a resource: its message is complete, and names what to change. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError'
  /** The name of the resource, which is that of its feature. */
  readonly resource: string

  constructor(resource: string, reason: string, options?: ErrorOptions) {
    super(
      reason.startsWith(`The resource ${resource} `) ? reason : `The resource ${resource} cannot be: ${reason}`,
      options,
    )
    this.resource = resource
  }
}
