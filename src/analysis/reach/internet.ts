/**
 * The Internet as a set of blocks, so that a rule from `*` and a hundred rules that say the same in pieces mean the
 * same: 256 blocks of IPv4 (/8) or of IPv6 (/11 of 2000::/3), of which rules let in some. What is narrower than a block
 * is not the Internet, and denying it does not close a port to the Internet.
 */

/** All blocks, and none. */
export const everyBlock = `repeat('1', 256)::BIT`
export const noBlock = `repeat('0', 256)::BIT`

/** The blocks of IPv4 that are anyone's: not 0/8, 10/8, 127/8, multicast and what lies above. */
const publicBlocks4 = Array.from({ length: 256 }, (_, block) =>
  block >= 1 && block < 224 && block !== 10 && block !== 127 ? '1' : '0',
).join('')

/**
 * How many of the Internet's blocks a rule must let in to let the Internet in: a sixteenth. A company's own ranges stay
 * far below; whoever opens a port to a quarter of the world has opened it to the world.
 */
export const leastShare = 1 / 16

/** The kinds of sources, as numbers. From `firstPrivateSource` on they are addresses inside, which a proxy or a firewall sends from. */
export const sources = { ipv4: 0, ipv4Routed: 1, ipv6: 2, ipv6Routed: 3 } as const
export const firstPrivateSource = 10
/** Some address inside, nobody knows which. */
export const unknownInside = firstPrivateSource

/** Which blocks a range of addresses holds wholly. */
export function blocksOf(family: string, first: string, last: string): string {
  const low = `CASE ${family} WHEN 4 THEN 0::UHUGEINT ELSE 1::UHUGEINT << 125 END`
  const size = `CASE ${family} WHEN 4 THEN 1::UHUGEINT << 24 ELSE 1::UHUGEINT << 117 END`
  return `(SELECT CASE WHEN past > from_block
                  THEN (repeat('0', from_block) || repeat('1', past - from_block) || repeat('0', 256 - past))::BIT ELSE ${noBlock} END
           FROM (SELECT least(256, (greatest(${first}, low) - low + size - 1) // size)::INTEGER AS from_block,
                        CASE WHEN ${last} < low THEN 0 ELSE least(256, (${last} - low + 1) // size) END::INTEGER AS past
                 FROM (SELECT ${low} AS low, ${size} AS size)))`
}

/** Of the blocks that are let in, the share of the Internet, for a source that is the Internet; 1 for any other that is let in. */
export function shareOf(source: string, blocks: string): string {
  return `CASE WHEN ${blocks} = ${everyBlock} THEN 1.0
               WHEN ${source} >= ${firstPrivateSource} THEN CASE WHEN bit_count(${blocks}) > 0 THEN 1.0 ELSE 0.0 END
               WHEN ${source} IN (${sources.ipv4}, ${sources.ipv4Routed}) THEN bit_count(${blocks} & '${publicBlocks4}'::BIT) / ${count(publicBlocks4)}.0
               ELSE bit_count(${blocks}) / 256.0 END`
}

function count(blocks: string): number {
  return blocks.replaceAll('0', '').length
}
