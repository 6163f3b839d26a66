/** How policies name AWS services, and the entity type that stands for each in the graph. */

/** By the prefix of its IAM actions. */
const byPrefix: Readonly<Record<string, string>> = {
  'access-analyzer': 'aws_accessanalyzer',
  acm: 'aws_acm',
  apigateway: 'aws_apigateway',
  autoscaling: 'aws_autoscaling',
  batch: 'aws_batch',
  cloudformation: 'aws_cloudformation',
  cloudfront: 'aws_cloudfront',
  cloudtrail: 'aws_cloudtrail',
  cloudwatch: 'aws_cloudwatch',
  config: 'aws_config',
  dynamodb: 'aws_dynamodb',
  ec2: 'aws_ec2',
  ecr: 'aws_ecr',
  ecs: 'aws_ecs',
  eks: 'aws_eks',
  elasticache: 'aws_elasticache',
  elasticfilesystem: 'aws_efs',
  elasticloadbalancing: 'aws_elasticloadbalancing',
  es: 'aws_elasticsearch',
  events: 'aws_cloudwatch',
  guardduty: 'aws_guardduty',
  iam: 'aws_iam',
  inspector: 'aws_inspector',
  inspector2: 'aws_inspector',
  kms: 'aws_kms',
  lambda: 'aws_lambda',
  logs: 'aws_cloudwatch',
  rds: 'aws_rds',
  redshift: 'aws_redshift',
  route53: 'aws_route53',
  s3: 'aws_s3',
  sns: 'aws_sns',
  sqs: 'aws_sqs',
  transfer: 'aws_transfer',
  waf: 'aws_waf',
  workspaces: 'aws_workspaces',
}

/** Service principals whose first label is not their IAM prefix. */
const byPrincipal: Readonly<Record<string, string>> = {
  'ecs-tasks': 'aws_ecs',
  edgelambda: 'aws_lambda',
  'eks-fargate-pods': 'aws_eks',
  opensearchservice: 'aws_elasticsearch',
  spotfleet: 'aws_ec2',
  'vpc-flow-logs': 'aws_ec2',
}

/** Service principals with a label before the service's own: `pods.eks`, `ops.apigateway`. */
const subService = new Set(['monitoring', 'ops', 'pods'])

/** `s3` → `aws_s3`; undefined for a service that is no type of the graph. */
export function serviceOfPrefix(prefix: string): string | undefined {
  return byPrefix[prefix.toLowerCase()]
}

/** `ecs-tasks.amazonaws.com` → `aws_ecs`; an unknown principal gives the type of a placeholder: `aws_<first label>`. */
export function serviceOfPrincipal(principal: string): { readonly type: string; readonly known: boolean } {
  const [first = '', second = ''] = principal.toLowerCase().split('.')
  const label = subService.has(first) ? second : first
  const type = byPrincipal[label] ?? byPrefix[label]
  return { type: type ?? `aws_${label.replaceAll(/[^a-z0-9]+/g, '_')}`, known: type !== undefined }
}
