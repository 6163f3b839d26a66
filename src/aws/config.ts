/** What a configured AWS integration says. Secrets come resolved; the credentials themselves are the default chain's. */
export interface AwsConfig {
  /** `_integrationName`. */
  readonly name: string
  /** The role to read with: `arn:aws:iam::123456789012:role/Isobar`. Absent: the credentials as they are. */
  readonly roleArn?: string
  readonly externalId?: string
  /** Account ids, or `organization` for every active account of the organisation. Absent: the account signed in to. */
  readonly accounts?: readonly string[]
  /** Every enabled region, or these. */
  readonly regions?: 'all' | readonly string[]
  /** Another endpoint for every service: tests and proxies. */
  readonly endpoint?: string
  /** `tag.AccountName` on every entity. */
  readonly tagAccountName?: boolean
  /** `tag.Production` on every entity. */
  readonly production?: boolean
}

export interface AwsOptions {
  /** Requests under way at once to one host. */
  readonly concurrency?: number
}
