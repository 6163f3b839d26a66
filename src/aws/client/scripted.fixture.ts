/** A server that answers AWS calls by a script, for what the simulator does not do: pages, throttling, broken answers. */
import { createServer } from 'node:http'
import type { Call, Scope } from '../../collect/resource.ts'
import type { AwsConfig } from '../config.ts'
import { MeteredHandler } from './handler.ts'
import type { AwsSession } from './session.ts'

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface Scripted {
  readonly endpoint: string
  /** The parameters of every request so far. */
  readonly requests: readonly URLSearchParams[]
  close(): Promise<void>
}

/** @param answer to the nth request, from 0, with its query parameters */
export async function scripted(answer: (request: URLSearchParams, nth: number) => Answer): Promise<Scripted> {
  const requests: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const parameters = new URLSearchParams(body)
    requests.push(parameters)
    const { status = 200, headers = {}, body: text } = answer(parameters, requests.length - 1)
    response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': `request-${requests.length}`, ...headers }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export const accountId = '123456789012'

/** A session signed in to one account at the endpoint. */
export function sessionAt(endpoint: string, config: Partial<AwsConfig> = {}): AwsSession {
  const credentials = async () => ({ accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'secret' })
  return {
    config: { name: 'test', endpoint, ...config },
    partition: 'aws',
    accountId,
    accounts: new Map([[accountId, { accountId, credentials }]]),
    handler: new MeteredHandler(),
    attempts: 3,
  }
}

export interface Counted {
  readonly call: Call<AwsSession>
  readonly counts: { requests: number; bytes: number }
}

/** A call in eu-west-1 that counts what it does. */
export function callIn(session: AwsSession, permission: string, signal = new AbortController().signal): Counted {
  const account: Scope = { kind: 'account', id: accountId, name: 'test', data: { partition: 'aws', accountId, region: 'us-east-1' } }
  const scope: Scope = {
    kind: 'region',
    id: `${accountId}/eu-west-1`,
    name: 'test eu-west-1',
    within: account,
    data: { partition: 'aws', accountId, region: 'eu-west-1' },
  }
  const counts = { requests: 0, bytes: 0 }
  const call: Call<AwsSession> = {
    session,
    scope,
    signal,
    permission,
    request: () => {
      counts.requests++
    },
    received: (bytes) => {
      counts.bytes += bytes
    },
  }
  return { call, counts }
}

/** EC2's way of refusing. */
export function ec2Error(status: number, code: string, message = 'refused'): Answer {
  return {
    status,
    body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
  }
}
