/** A certificate of its own for 127.0.0.1 and the Azure hosts, made at start: a small X.509 writer, for Node has none. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  /** PEM; clients trust it as their authority. */
  readonly cert: string
  readonly key: string
}

const oid = {
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const

const tag = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  boolean: 0x01,
} as const

/** Self-signed, valid from yesterday for `days` days. */
export function selfSigned(names: readonly string[], addresses: readonly string[], days = 7): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(tag.sequence, identifier(oid.ecdsaWithSha256))
  // A name of its own: a client that trusts several of these tells them apart by it.
  const name = der(
    tag.sequence,
    der(
      tag.set,
      der(tag.sequence, identifier(oid.commonName), der(tag.utf8, Buffer.from(`Simulated tenant ${randomBytes(8).toString('hex')}`))),
    ),
  )
  const serial = randomBytes(12)
  serial[0] = 0x2a
  const body = der(
    tag.sequence,
    der(0xa0, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, serial),
    algorithm,
    name,
    der(tag.sequence, utcTime(Date.now() - 86_400_000), utcTime(Date.now() + days * 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(tag.sequence, basicConstraints(), subjectAltName(names, addresses))),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = der(tag.sequence, body, algorithm, der(tag.bits, Buffer.from([0]), signature))
  return { cert: pem('CERTIFICATE', certificate), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) }
}

function basicConstraints(): Buffer {
  const isAuthority = der(tag.sequence, der(tag.boolean, Buffer.from([0xff])))
  return der(tag.sequence, identifier(oid.basicConstraints), der(tag.boolean, Buffer.from([0xff])), der(tag.octets, isAuthority))
}

function subjectAltName(names: readonly string[], addresses: readonly string[]): Buffer {
  const entries = [
    ...names.map((name) => der(0x82, Buffer.from(name, 'ascii'))),
    ...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  ]
  return der(tag.sequence, identifier(oid.subjectAltName), der(tag.octets, der(tag.sequence, ...entries)))
}

function identifier(hex: string): Buffer {
  return der(tag.oid, Buffer.from(hex, 'hex'))
}

function utcTime(time: number): Buffer {
  const text = new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(tag.utcTime, Buffer.from(`${text}Z`))
}

/** Tag, length, value, as DER writes them. */
function der(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([type, ...size]), value])
}

function pem(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`
}
