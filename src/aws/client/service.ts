/** AWS services as the definitions see them: an SDK package, loaded when first called, and its clients, one per account and region. */
import { NotRegisteredError } from '../../collect/errors.ts'
import type { Call } from '../../collect/resource.ts'
import { type Place, placeOf } from '../place.ts'
import type { Credentials } from './credentials.ts'
import { cloudError } from './errors.ts'
import type { MeteredHandler, SendOptions } from './handler.ts'
import type { AwsSession } from './session.ts'

/** What every SDK client is made with. */
export interface ClientOptions {
  readonly region: string
  readonly credentials: Credentials
  readonly endpoint?: string
  readonly requestHandler: MeteredHandler
  readonly retryMode: 'adaptive'
  readonly maxAttempts: number
}

export interface AwsService<Sdk, Client> {
  /** The prefix of its IAM actions and ARNs: `ec2`. */
  readonly id: string
  client(session: AwsSession, accountId: string, region: string): Promise<Connected<Sdk, Client>>
}

export interface Connected<Sdk, Client> {
  readonly sdk: Sdk
  readonly client: Client
}

/** One call of a service, ready to be sent: `client.send(new sdk.XCommand({}), options)`. */
export interface Ask<Sdk, Client> extends Connected<Sdk, Client> {
  readonly options: SendOptions
  readonly signal: AbortSignal
  readonly at: Place
  readonly session: AwsSession
  /** The same service elsewhere: a bucket's own region. */
  in(region: string): Promise<Connected<Sdk, Client>>
}

export function awsService<Sdk, Client>(
  id: string,
  load: () => Promise<Sdk>,
  create: (sdk: Sdk, options: ClientOptions) => Client,
): AwsService<Sdk, Client> {
  const cached = new WeakMap<AwsSession, Map<string, Promise<Connected<Sdk, Client>>>>()
  const connect = async (session: AwsSession, accountId: string, region: string): Promise<Connected<Sdk, Client>> => {
    const account = session.accounts.get(accountId)
    if (account === undefined) throw new Error(`account ${accountId} is not part of integration ${session.config.name}`)
    const sdk = await load()
    const { endpoint } = session.config
    const options = {
      region,
      credentials: account.credentials,
      requestHandler: session.handler,
      // The SDK slows a client down when its service throttles.
      retryMode: 'adaptive',
      maxAttempts: session.attempts,
    } as const
    return { sdk, client: create(sdk, endpoint === undefined ? options : { ...options, endpoint }) }
  }
  return {
    id,
    client(session, accountId, region) {
      const clients = cached.get(session) ?? new Map<string, Promise<Connected<Sdk, Client>>>()
      cached.set(session, clients)
      const name = `${accountId}/${region}`
      const known = clients.get(name)
      if (known !== undefined) return known
      const made = connect(session, accountId, region)
      clients.set(name, made)
      return made
    },
  }
}

/** The service in the place of a call's scope. @throws NotRegisteredError where the region is not enabled */
export async function ask<Sdk, Client>(service: AwsService<Sdk, Client>, call: Call<AwsSession>): Promise<Ask<Sdk, Client>> {
  const at = enabledPlace(call)
  const { session } = call
  const connected = await service.client(session, at.accountId, at.region)
  const meter = { request: () => call.request(), received: (bytes: number) => call.received(bytes), scope: at.accountId }
  return {
    ...connected,
    options: { abortSignal: call.signal, meter },
    signal: call.signal,
    at,
    session,
    in: (region) => service.client(session, at.accountId, region),
  }
}

/** Runs `work`, its errors turned into those of `collect/errors.ts`; a cancelled call ends with the signal's reason. */
export async function answered<T>(call: Call<AwsSession>, permission: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    call.signal.throwIfAborted()
    throw cloudError(error, { permission, scope: call.scope.id })
  }
}

/** Where a call runs. @throws NotRegisteredError for a configured region that the account has not enabled */
export function enabledPlace({ scope }: Call<AwsSession>): Place {
  const at = placeOf(scope)
  const { data } = scope
  if (typeof data === 'object' && data !== null && 'enabled' in data && data.enabled === false)
    throw new NotRegisteredError(`The region ${at.region} is not enabled in account ${at.accountId}.`)
  return at
}
