/**
 * Address ranges in SQL, for IPv4 and IPv6. The engine's own `inet` type is an extension that would have to be fetched.
 *
 * The steps are nested subqueries, not expressions: each value is named once and used often. The engine may convert a
 * value before it filters it out, hence the casts that may fail.
 */

/**
 * The ranges that texts mean.
 * @param texts a relation with the column `text`: `10.0.0.0/8`, `2001:db8::/32`, or a lone address
 * @returns a query for `text`, `family`, `first`, `last`; without rows for texts that are no ranges
 */
export function rangesOf(texts: string): string {
  return `
    SELECT text, family, first, last
    FROM (
      SELECT text, family,
             CASE length WHEN 0 THEN 0::UHUGEINT ELSE number - number % block END AS first,
             CASE length WHEN 0 THEN highest ELSE number - number % block + (block - 1) END AS last
      FROM (
        SELECT *, CASE WHEN length > 0 THEN 1::UHUGEINT << (width - length)::UHUGEINT END AS block
        FROM (
          SELECT text, family, width, highest, CASE WHEN length BETWEEN 0 AND width THEN length END AS length,
                 list_reduce(parts, lambda sum, part: sum * base + part) AS number
          FROM (${parsed(texts)})
        )
        WHERE number IS NOT NULL AND length IS NOT NULL
      )
    )`
}

function parsed(texts: string): string {
  return `
    SELECT text, 4 AS family, 32 AS width, 256::UHUGEINT AS base, 4294967295::UHUGEINT AS highest, ${lengthOf(32)} AS length,
           CASE WHEN list_max(octets) < 256 THEN octets END AS parts
    FROM (SELECT text, TRY_CAST(string_split(split_part(text, '/', 1), '.') AS UHUGEINT[]) AS octets FROM ${texts}
          WHERE regexp_full_match(text, '\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?'))
    UNION ALL
    SELECT text, 6, 128, 65536::UHUGEINT, 340282366920938463463374607431768211455::UHUGEINT, ${lengthOf(128)},
           CASE WHEN len(groups) = 8 THEN list_transform(groups, lambda part: TRY_CAST('0x' || part AS UINTEGER)::UHUGEINT) END
    FROM (
      SELECT text, CASE WHEN contains(text, '::') THEN head || list_transform(range(8 - len(head) - len(tail)), lambda zero: '0') || tail ELSE head END AS groups
      FROM (
        SELECT text, ${groupsOf(1)} AS head, ${groupsOf(2)} AS tail FROM ${texts}
        WHERE regexp_full_match(text, '[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}(/\\d{1,3})?')
      )
    )`
}

function lengthOf(width: number): string {
  return `coalesce(TRY_CAST(nullif(split_part(text, '/', 2), '') AS INTEGER), ${width})`
}

/** The groups before (1) or after (2) the double colon. */
function groupsOf(half: 1 | 2): string {
  return `list_filter(string_split(split_part(split_part(text, '/', 1), '::', ${half}), ':'), lambda part: part <> '')`
}
