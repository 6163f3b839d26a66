/** Secrets that some providers answer among plain settings. They are cut out before anything else sees the answer. */

/** Names of the fields, without regard to case: no other field of an answer bears them. */
const fields = [
  // ExpressRoute: what the provider needs to provision a circuit, and another circuit or gateway to connect to it.
  'serviceKey',
  'authorizationKey',
  // VPN connections and point-to-site configurations.
  'sharedKey',
  'radiusServerSecret',
  // Firewall policies: an address with a signature in it.
  'pacFile',
  // SQL audit policies.
  'storageAccountAccessKey',
]

const names = new Set(fields.map((field) => field.toLowerCase()))
const anyName = new RegExp(`"(?:${fields.join('|')})"`, 'i')

/** The JSON value, without the fields that hold secrets. @throws SyntaxError */
export function parseAnswer(text: string): unknown {
  // A reviver is slow, and hardly any answer needs it.
  if (!anyName.test(text)) return JSON.parse(text)
  return JSON.parse(text, (name, value: unknown) => (names.has(name.toLowerCase()) ? undefined : value))
}
