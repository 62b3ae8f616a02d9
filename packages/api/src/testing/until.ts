/**
 * Calls a function repeatedly until it returns a value other than undefined, null and false, and returns that value.
 * @throws Error naming `what` when that does not happen within `deadlineMs`
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  { deadlineMs = 10_000, everyMs = 5 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Answer>> {
  const endMs = performance.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== null && answer !== false) return answer
    if (performance.now() > endMs) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
