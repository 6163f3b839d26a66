/** By what a public address leads to a place. */
export const means = {
  publicIp: 'public-ip',
  instancePublicIp: 'instance-public-ip',
  loadBalancer: 'load-balancer',
  inboundNat: 'inbound-nat',
  firewall: 'firewall-dnat',
  applicationGateway: 'application-gateway',
  unknown: 'unknown',
} as const

/** Those that end the connection and open another: whoever comes in speaks to them, not to what is behind. */
export const proxies = [means.applicationGateway] as const
