/** `isobar init`: adds an integration to isobar.yaml and shows how to grant it read-only access. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { isSeq, parseDocument } from 'yaml'
import { loadConfig } from '../config/config.ts'
import { complaints } from '../config/document.ts'
import { configSchema } from '../config/schema.ts'
import { type Context, note } from '../context.ts'
import { UsageError } from '../errors.ts'
import { type Exit, exit } from '../exit.ts'
import { dialogue } from '../init/dialogue.ts'
import { asYaml, type Entry, entryOf, type InitOptions } from '../init/entry.ts'
import { setUpText } from '../init/set-up.ts'
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

Prints the commands that grant access; redirect them to a file to review and run them:
    isobar init aws > grant-access.sh`

async function init(context: Context, cloud: string | undefined, options: InitOptions): Promise<Exit> {
  const someoneIsThere = process.stdin.isTTY === true && context.err.terminal
  const ask = someoneIsThere && cloud === undefined ? dialogue(context) : undefined
  try {
    const entry = await entryOf(cloud, options, ask)
    await add(context.config, entry)
    note(context, `${context.config}: added the integration "${entry.name}". These commands grant it read-only access:\n`)
    context.out.write(await setUpText(entry))
    note(context, "\nRun them, then 'isobar validate' and 'isobar collect'.")
  } finally {
    ask?.close()
  }
  return exit.done
}

/** Adds the integration to the file, leaving the rest of it as people wrote it. @throws ConfigError, UsageError */
async function add(file: string, entry: Entry): Promise<void> {
  const integration = asYaml(entry)
  const wrong = complaints(configSchema, { integrations: [integration] })
  if (wrong.length > 0) throw new UsageError(wrong.join('\n'))
  const before = existsSync(file) ? await readFile(file, 'utf8') : ''
  if (before !== '') {
    const { value } = await loadConfig(file)
    if (value.integrations.some(({ name }) => name === entry.name)) {
      throw new UsageError(`${file} already has an integration "${entry.name}"; choose another --name, or edit the file`)
    }
  }
  const document = parseDocument(before)
  const list = document.get('integrations')
  if (isSeq(list)) list.add(document.createNode(integration))
  else document.set('integrations', document.createNode([integration]))
  await writeFile(file, document.toString({ lineWidth: 0 }))
}
