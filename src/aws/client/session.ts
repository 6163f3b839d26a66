/** A signed-in AWS integration: which accounts it reads, and with which credentials. Passed to every call. */
import type { AwsConfig } from '../config.ts'
import type { Credentials } from './credentials.ts'
import type { MeteredHandler } from './handler.ts'

export interface AwsSession {
  readonly config: AwsConfig
  readonly partition: string
  /** The account signed in to. */
  readonly accountId: string
  /** Every account to read, by its id. */
  readonly accounts: ReadonlyMap<string, Account>
  readonly handler: MeteredHandler
  /** How often a call is tried before it has failed. */
  readonly attempts: number
}

export interface Account {
  readonly accountId: string
  readonly credentials: Credentials
  /** What the organisation's list says of it, when the integration read that list. */
  readonly listed?: ListedAccount
}

/** A row of organizations:ListAccounts. */
export interface ListedAccount {
  readonly Id?: string | undefined
  readonly Name?: string | undefined
  readonly Email?: string | undefined
  readonly Status?: string | undefined
  readonly JoinedTimestamp?: Date | undefined
}
