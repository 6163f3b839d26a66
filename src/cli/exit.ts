/** The exit statuses that scripts rely on (docs/cli.md). */
export const exit = {
  done: 0,
  /** The answer is "no": a rule failed, `diff --exit-code` found changes. */
  no: 1,
  /** Bad usage, configuration or query: for the caller to mend. */
  usage: 2,
  /** Sign-in or permission refused for a whole integration. */
  refused: 3,
  /** Some tasks failed; the rest is in the graph. */
  partial: 4,
  /** A fault of ours. */
  fault: 5,
} as const

export type Exit = (typeof exit)[keyof typeof exit]
