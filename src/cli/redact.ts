/**
 * The last line of defence against printing a secret: values read from the environment or a file are remembered here,
 * and every text that goes to a person is searched for them. Nothing should ever be found.
 */
const secrets = new Set<string>()

/** Shorter values would blank out innocent words. */
const shortest = 6

/** Remembers a secret for {@link redact}, in the spellings in which it could turn up in an error: plain, URL and JSON. */
export function rememberSecret(value: string): void {
  if (value.length < shortest) return
  for (const spelling of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) secrets.add(spelling)
}

/** The text with every remembered secret replaced. */
export function redact(text: string): string {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]')
  return clean
}
