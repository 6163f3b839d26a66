// Installs what the project needs into ignored folders, once: dependencies with the pinned Node, and with --test a
// Python virtual environment with the AWS simulator. Runs on any Node >= 20.19; needs npm and, for tests, python3.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

function fingerprint(...files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(`${root}/${file}`))
  return hash.digest('hex')
}

/** Runs the step when its inputs changed since it last succeeded. */
function once(stamp, inputs, title, step) {
  const want = fingerprint(...inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return
  console.error(`${title} …`)
  step()
  writeFileSync(stamp, want)
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}

once(`${root}/node_modules/.isobar-setup`, ['package.json', 'package-lock.json'], 'Installing dependencies', () =>
  run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'),
)

if (process.argv.includes('--test')) {
  const venv = `${root}/.venv`
  once(`${venv}/.isobar-setup`, ['test/requirements.txt'], 'Installing the AWS simulator', () => {
    try {
      execFileSync('python3', ['-m', 'venv', '--clear', venv], { cwd: root, stdio: 'pipe' })
    } catch {
      // Debian ships venv as a package of its own.
      run('apt-get', 'update', '-qq')
      run('apt-get', 'install', '-y', '-qq', 'python3-venv')
      run('python3', '-m', 'venv', '--clear', venv)
    }
    run(`${venv}/bin/pip`, 'install', '--quiet', '--disable-pip-version-check', '-r', 'test/requirements.txt')
  })
}
