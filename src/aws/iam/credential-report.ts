/** The account's credential report: who has a password, MFA and keys, and when they were used.
 *  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
import { setTimeout as wait } from 'node:timers/promises'
import { UnreachableError } from '../../collect/errors.ts'
import { epoch } from '../../graph/properties.ts'
import { table } from '../calls.ts'
import { iam } from '../client/services.ts'

export interface CredentialRow {
  readonly passwordEnabled?: boolean | undefined
  readonly passwordLastUsed?: number | undefined
  readonly passwordLastChanged?: number | undefined
  readonly mfaActive?: boolean | undefined
  /** Either of the two keys. */
  readonly accessKeyActive?: boolean | undefined
  readonly accessKeyLastUsed?: number | undefined
}

/** By user name; the account's root user is `<root_account>`. */
export type CredentialReport = ReadonlyMap<string, CredentialRow>

export const rootUser = '<root_account>'

/** IAM makes a report anew when the last one is older than four hours; that takes seconds. */
const longestWaitMs = 120_000

export const credentialReport = table(
  iam,
  'iam:GenerateCredentialReport, iam:GetCredentialReport',
  async ({ sdk, client, options, signal }): Promise<CredentialReport> => {
    let waited = 0
    for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
      const { State } = await client.send(new sdk.GenerateCredentialReportCommand({}), options)
      if (State === 'COMPLETE') break
      if (waited > longestWaitMs) throw new UnreachableError('IAM did not finish the credential report in two minutes. Run again.')
      await wait(pause, undefined, { signal })
      waited += pause
    }
    const { Content } = await client.send(new sdk.GetCredentialReportCommand({}), options)
    return parseReport(Buffer.from(Content ?? []).toString('utf8'))
  },
  { permission: 'iam:GetCredentialReport' },
)

/** User names may hold commas, and the name stands in the first two columns: user and ARN. All later columns are free of them. */
export function parseReport(csv: string): CredentialReport {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/)
  const names = head.split(',')
  const report = new Map<string, CredentialRow>()
  for (const line of lines) {
    const cells = line.split(',')
    const extra = Math.max(0, cells.length - names.length)
    const user = cells
      .slice(0, extra / 2 + 1)
      .join(',')
      .replace(/^"(.*)"$/, '$1')
    report.set(
      user,
      rowOf((name) => cells[names.indexOf(name) + extra]),
    )
  }
  return report
}

function rowOf(cell: (name: string) => string | undefined): CredentialRow {
  const date = (name: string) => epoch(cell(name))
  const keys = [flag(cell('access_key_1_active')), flag(cell('access_key_2_active'))]
  const used = [date('access_key_1_last_used_date'), date('access_key_2_last_used_date')].filter((time) => time !== undefined)
  return {
    passwordEnabled: flag(cell('password_enabled')),
    passwordLastUsed: date('password_last_used'),
    passwordLastChanged: date('password_last_changed'),
    mfaActive: flag(cell('mfa_active')),
    accessKeyActive: keys.includes(true) ? true : keys.find((active) => active !== undefined),
    accessKeyLastUsed: used.length === 0 ? undefined : Math.max(...used),
  }
}

/** `N/A`, `not_supported` and `no_information` say nothing. */
function flag(text: string | undefined): boolean | undefined {
  if (text?.toLowerCase() === 'true') return true
  return text?.toLowerCase() === 'false' ? false : undefined
}
