/** `isobar init`: adds an integration to isobar.yaml and shows how to grant it read-only access. */
import { type Command, Option } from 'commander'
import type { IntegrationConfig } from '../config/schema.ts'
import { type Context, note } from '../context.ts'
import { type Exit, exit } from '../exit.ts'
import { dialogue } from '../init/dialogue.ts'
import { type Asking, entryOf, type InitOptions } from '../init/entry.ts'
import { add, present } from '../init/file.ts'
import { forms, formsFor, setUpText } from '../init/set-up.ts'
import type { Cli } from '../program.ts'

export function define(command: Command, cli: Cli): void {
  command
    .argument('[cloud]', 'azure or aws; asked for on a terminal')
    .option('--name <name>', 'name of the integration, shown in _integrationName')
    .option('--tenant-id <id>', 'azure: Directory (tenant) ID')
    .option('--client-id <id>', 'azure: Application (client) ID')
    .option('--secret-env <variable>', 'azure: environment variable that holds the client secret')
    .option('--auth <way>', 'azure: sign in without a secret: managed-identity, workload-identity or azure-cli')
    .option('--role-arn <arn>', 'aws: role to assume')
    .option('--external-id-env <variable>', "aws: environment variable that holds the role's external id")
    .option('--organization', 'aws: every account of the organisation')
    .addOption(
      new Option('--print <form>', `how to grant access, as azure: ${forms.azure.join(', ')}; aws: ${forms.aws.join(', ')}`).choices([
        ...forms.azure,
        ...forms.aws,
      ]),
    )
    .addHelpText('after', examples)
    .action((cloud: string | undefined, options: InitOptions) => cli.run((context) => init(context, cloud, options)))
}

const examples = `
Examples:
  With questions, on a terminal:
    isobar init
  An Azure tenant, for a script:
    isobar init azure --name contoso --tenant-id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 --client-id 8c7a1f0e-6a52-4a0b-9d3c-2f1e0b9a7d64
  With whoever is signed in to the Azure CLI:
    isobar init azure --tenant-id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 --auth azure-cli
  An AWS account, and a whole organisation:
    isobar init aws --role-arn arn:aws:iam::123456789012:role/Isobar --external-id-env ISOBAR_EXTERNAL_ID
    isobar init aws --role-arn arn:aws:iam::123456789012:role/Isobar --organization

Prints how to grant access; redirect it to a file to review and run it:
    isobar init aws > grant-access.sh

For an integration that isobar.yaml has already, in another form; the file stays as it is:
    isobar init --name contoso --print terraform > isobar.tf`

async function init(context: Context, cloud: string | undefined, options: InitOptions): Promise<Exit> {
  const before = await present(context.config)
  const known = options.print === undefined ? undefined : already(before.integrations, cloud, options)
  if (known !== undefined) {
    const text = await setUpText(known, options.print)
    note(context, `${context.config} has the integration "${known.name}" and stays as it is. This grants it read-only access:\n`)
    context.out.write(text)
    return exit.done
  }
  const ask = process.stdin.isTTY === true && context.err.terminal ? dialogue(context) : undefined
  try {
    const asking: Asking = { must: ask, may: cloud === undefined ? ask : undefined }
    const entry = await entryOf(
      cloud,
      options,
      asking,
      before.integrations.map(({ name }) => name),
    )
    const form = options.print ?? (await asking.may?.choose('How is access to be granted?', formsFor(entry)))
    const text = await setUpText(entry, form)
    await add(context.config, before, entry)
    note(context, `${context.config}: added the integration "${entry.name}". This grants it read-only access:\n`)
    context.out.write(text)
    note(context, "\nThen 'isobar validate' and 'isobar collect'.")
  } finally {
    ask?.close()
  }
  return exit.done
}

/** The integration that the options speak of: by its name, or the only one of the cloud. */
function already(
  integrations: readonly IntegrationConfig[],
  cloud: string | undefined,
  options: InitOptions,
): IntegrationConfig | undefined {
  if (options.name !== undefined) return integrations.find(({ name, type }) => name === options.name && type === (cloud ?? type))
  if (options.tenantId !== undefined || options.roleArn !== undefined) return undefined
  const candidates = integrations.filter(({ type }) => type === (cloud ?? type))
  return candidates.length === 1 ? candidates[0] : undefined
}
