/** Secrets and certificates of applications and service principals: what is known about them, never what they are. */
import { type Answer, objects, text } from './client/json.ts'
import { type Fact, from } from './facts.ts'

/** Those of an application or service principal, for the scope that it opens. */
export const credentialsOf: Fact = from(['keyCredentials', 'passwordCredentials'], (keys, passwords) => [
  ...objects({ keys }, 'keys').map((key) => ({
    ...described(key),
    kind: 'certificate',
    keyType: text(key, 'type'),
    usage: text(key, 'usage'),
    thumbprint: text(key, 'customKeyIdentifier'),
  })),
  ...objects({ passwords }, 'passwords').map((password) => ({ ...described(password), kind: 'secret' })),
])

/** Field by field: a hint of a password is a part of it. */
function described(credential: Answer): Answer {
  return {
    keyId: text(credential, 'keyId'),
    displayName: text(credential, 'displayName'),
    startDateTime: text(credential, 'startDateTime'),
    endDateTime: text(credential, 'endDateTime'),
  }
}
