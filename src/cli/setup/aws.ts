/** Read-only access to an AWS account: the policy, and the stack that makes the role. */
import { stringify } from 'yaml'
import { neededPermissions } from '../../aws/permissions.ts'

/** An action, and the entity types that need it. */
export interface AwsPermission {
  readonly permission: string
  readonly neededBy: readonly string[]
}

/** Everything that is needed for a whole organisation, in alphabetical order. */
export function awsPermissions(): AwsPermission[] {
  const needed = neededPermissions({ config: { name: '', accounts: ['organization'] } })
  return [...needed].map(([permission, neededBy]) => ({ permission, neededBy }))
}

/** The IAM policy with exactly these actions. */
export function awsPolicy(permissions: readonly AwsPermission[]): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'IsobarReads', Effect: 'Allow', Action: permissions.map(({ permission }) => permission), Resource: '*' }],
  }
}

/** A CloudFormation template of the role, to be assumed by one principal that knows the external id. */
export function awsTemplate(permissions: readonly AwsPermission[], roleName: string): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The role that Isobar reads this account with. Read-only.',
    Parameters: {
      Principal: { Type: 'String', Description: 'ARN of who may assume the role: the user or role that Isobar runs as.' },
      ExternalId: { Type: 'String', NoEcho: true, MinLength: 8, Description: 'A random text that Isobar must present.' },
    },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: roleName,
          MaxSessionDuration: 14400,
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: { Ref: 'Principal' } },
                Action: 'sts:AssumeRole',
                Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
              },
            ],
          },
          Policies: [{ PolicyName: 'IsobarReads', PolicyDocument: awsPolicy(permissions) }],
        },
      },
    },
    Outputs: { RoleArn: { Description: 'roleArn of isobar.yaml', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  }
  // As YAML 1.1, which CloudFormation reads: there a date without quotes is no text.
  return stringify(template, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' })
}

export interface AwsSetup {
  readonly roleName: string
  /** Environment variable that is to hold the external id. */
  readonly externalIdVariable: string
  readonly organisation: boolean
}

/** Shell commands for the AWS CLI. */
export function awsCommands(permissions: readonly AwsPermission[], { roleName, externalIdVariable, organisation }: AwsSetup): string {
  const steps = [
    `# 1. The role's template, with exactly what Isobar reads. (The managed policy SecurityAudit does as well, and allows more.)
cat > isobar-role.yaml <<'YAML'
${awsTemplate(permissions, roleName).trimEnd()}
YAML`,
    `# 2. An external id, and the role; the last line is for isobar.yaml. PRINCIPAL is whoever runs Isobar.
export ${externalIdVariable}=$(openssl rand -hex 16)
PRINCIPAL=$(aws sts get-caller-identity --query Arn --output text)
aws cloudformation deploy --stack-name isobar --template-file isobar-role.yaml --capabilities CAPABILITY_NAMED_IAM \\
  --parameter-overrides Principal="$PRINCIPAL" ExternalId="$${externalIdVariable}"
echo "roleArn: $(aws cloudformation describe-stacks --stack-name isobar --query 'Stacks[0].Outputs[0].OutputValue' --output text)"`,
  ]
  if (organisation) {
    steps.push(`# 3. The same role in every account of the organisation: from the management account, as a stack set.
aws cloudformation create-stack-set --stack-set-name isobar --template-body file://isobar-role.yaml \\
  --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
  --parameters ParameterKey=Principal,ParameterValue="$PRINCIPAL" ParameterKey=ExternalId,ParameterValue="$${externalIdVariable}"
ROOT=$(aws organizations list-roots --query 'Roots[0].Id' --output text)
aws cloudformation create-stack-instances --stack-set-name isobar --deployment-targets OrganizationalUnitIds="$ROOT" --regions us-east-1`)
  }
  return `${steps.join('\n\n')}\n`
}
