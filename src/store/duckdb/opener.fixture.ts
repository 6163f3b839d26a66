/** For tests: a process that opens a workspace and holds it until it is told to end. */
import { openWorkspace } from './open.ts'

const [dir = '', role] = process.argv.slice(2)
await openWorkspace(dir, { readOnly: role === 'reader' })
console.log('open')
setInterval(() => undefined, 1000)
