/**
 * Asks again and again until there is an answer other than undefined, null and false, and returns it.
 * @throws Error naming `what` when there is none within `deadlineMs`
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
