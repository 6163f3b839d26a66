/**
 * Actions with wildcards as SQL expressions: `*` stands for any text, slashes included, wherever it is.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */

/** The fixed pieces of a pattern: what stands between its wildcards. */
export function pieces(pattern: string): string {
  return `string_split(${pattern}, '*')`
}

/**
 * Whether the text is one that the pattern with these pieces stands for; a `*` in the text is a character like any
 * other, so that a pattern as the text asks whether the other covers it. Each piece is sought once, from where the one
 * before it ended: whoever writes patterns cannot make this slow, as he could a regular expression.
 */
export function matches(text: string, of: string): string {
  const head = `${of}[1]`
  const tail = `${of}[-1]`
  const between = `substr(${text}, length(${head}) + 1, length(${text}) - length(${head}) - length(${tail}))`
  const after = 'CASE WHEN contains(rest, piece) THEN substr(rest, instr(rest, piece) + length(piece)) END'
  return `CASE WHEN len(${of}) = 1 THEN ${text} = ${head}
    ELSE length(${text}) >= length(${head}) + length(${tail}) AND starts_with(${text}, ${head}) AND ends_with(${text}, ${tail})
      AND list_reduce(list_filter(${of}[2:-2], lambda piece: piece <> ''), lambda rest, piece: ${after}, ${between}) IS NOT NULL END`
}
