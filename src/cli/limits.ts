/** Bounds of what a configuration and a command may ask for alike. */

/** A day: what waits longer waits for something else, and a timer cannot be set for more than 24 days. */
export const maxSeconds = 86_400
