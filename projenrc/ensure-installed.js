// Installs the dependencies when node_modules is absent or older than the lockfile, so that `npm start` and
// `npm test` each work on a fresh clone. Plain Node, because nothing else is installed yet when it runs.
const { spawnSync } = require('node:child_process');
const { statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const modified = file => {
  try {
    return statSync(join(root, file)).mtimeMs;
  } catch {
    return undefined;
  }
};

const installed = modified('node_modules/.package-lock.json');
const locked = modified('package-lock.json');
if (installed === undefined || (locked !== undefined && installed < locked)) {
  console.error('Installing dependencies (npm ci) ...');
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32',
  });
  process.exit(result.status ?? 1);
}
