/** Bucket policies: each stands in an answer about its bucket. */
import { plainDocument } from '../iam/policy.ts'
import { toAnyPrincipal } from '../iam/principals.ts'
import { embeddedIn, resource } from '../resource.ts'
import { demandsTls, exposureOf } from '../s3/exposure.ts'
import { foreignPrincipals, policyGrants } from '../s3/grants.ts'
import { bucket, bucketArn, S3 } from './s3.ts'

export const bucketPolicy = resource({
  type: 'aws_s3_bucket_policy',
  class: ['AccessPolicy'],
  title: 'S3 bucket policy',
  service: S3,
  source: embeddedIn(
    bucket,
    's3:GetBucketPolicy',
    ({ raw, details, at }) => {
      const document = details.policy?.Policy
      if (document === undefined) return []
      const { publicPolicy, policyEffective } = exposureOf(details)
      return [{ bucketArn: bucketArn(raw, at), bucketName: raw.Name, document, publicPolicy, policyEffective }]
    },
    'policy',
  ),
  permission: 's3:GetBucketPolicy',
  key: ({ raw }) => (raw.bucketArn === undefined ? undefined : `${raw.bucketArn}|policy`),
  page: ({ raw }) => `s3/buckets/${raw.bucketName}?tab=permissions`,
  entity: ({ raw, at }) => ({
    name: `${raw.bucketName} policy`,
    bucketName: raw.bucketName,
    policyDocument: plainDocument(raw.document),
    content: plainDocument(raw.document),
    public: raw.publicPolicy,
    secureTransport: demandsTls(raw.document),
    crossAccountPrincipals: foreignPrincipals(raw.document, at),
  }),
  ofService: false,
  links: (words) => [
    words.from('aws_s3_bucket', 'HAS', ({ raw }) => raw.bucketArn),
    toAnyPrincipal(words, 'ALLOWS', ({ raw }) => policyGrants(raw.document, raw.policyEffective)),
  ],
})
