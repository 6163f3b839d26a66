/**
 * Address ranges in SQL: `cidr_range('10.0.0.0/8')` is `{family, first, last}`, null for what is no IPv4 or IPv6 range.
 * An address without a length is the range of itself. The engine's own `inet` type is an extension that would have to
 * be fetched.
 */
import type { Session } from './session.ts'

const macros = [
  `ipv4_number(a) AS CASE
     WHEN regexp_full_match(a, '\\d{1,3}(\\.\\d{1,3}){3}') AND list_max(string_split(a, '.')::INTEGER[]) < 256
     THEN list_reduce(string_split(a, '.')::UHUGEINT[], lambda sum, part: sum * 256 + part) END`,
  `ipv6_half(h) AS CASE WHEN h = '' THEN []::VARCHAR[] ELSE string_split(h, ':') END`,
  `ipv6_joined(head, tail) AS head || list_transform(range(8 - len(head) - len(tail)), lambda zero: '0') || tail`,
  `ipv6_groups(a) AS CASE
     WHEN contains(a, '::') THEN ipv6_joined(ipv6_half(split_part(a, '::', 1)), ipv6_half(split_part(a, '::', 2)))
     ELSE string_split(a, ':') END`,
  `ipv6_number(a) AS CASE
     WHEN regexp_full_match(a, '[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}') AND len(ipv6_groups(a)) = 8
     THEN list_reduce(list_transform(ipv6_groups(a), lambda part: TRY_CAST('0x' || part AS UINTEGER)::UHUGEINT),
                      lambda sum, part: sum * 65536 + part) END`,
  `ip_block(width, length) AS 1::UHUGEINT << (width - length)::UHUGEINT`,
  `ip_highest(width) AS CASE width WHEN 32 THEN 4294967295::UHUGEINT ELSE 340282366920938463463374607431768211455::UHUGEINT END`,
  `ip_range(family, number, width, length) AS CASE
     WHEN number IS NULL OR length IS NULL OR length < 0 OR length > width THEN NULL
     WHEN length = 0 THEN {family: family, first: 0::UHUGEINT, last: ip_highest(width)}
     ELSE {family: family, first: number - number % ip_block(width, length),
           last: number - number % ip_block(width, length) + (ip_block(width, length) - 1)} END`,
  `prefix_length(text, width) AS CASE WHEN contains(text, '/') THEN TRY_CAST(split_part(text, '/', 2) AS INTEGER) ELSE width END`,
  `cidr_range(text) AS CASE
     WHEN contains(text, ':') THEN ip_range(6, ipv6_number(split_part(text, '/', 1)), 128, prefix_length(text, 128))
     ELSE ip_range(4, ipv4_number(split_part(text, '/', 1)), 32, prefix_length(text, 32)) END`,
]

export async function defineCidr(session: Session): Promise<void> {
  for (const macro of macros) await session.run(`CREATE OR REPLACE TEMP MACRO ${macro}`)
}
