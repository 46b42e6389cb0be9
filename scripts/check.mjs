// Everything a change must pass besides the tests: format and lint, types, import rules, file sizes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const MAX_LINES = 400;
/** A longer file says why, in a comment among its first lines. */
const REASON = /over 400 lines: \S+/i;

const CHECKS = {
  'format and lint': () => run(bin('biome'), ['check', '--error-on-warnings']),
  'types (server)': () => types('.'),
  'types (web)': () => !existsSync(join(root, 'web/tsconfig.json')) || types('web'),
  "types (representatives' page)": () => types('web/branch') && types('web/branch/worker'),
  'types (public forms)': () => types('web/forms'),
  'types (tracking page)': () => types('web/track'),
  'types (widget)': () => !existsSync(join(root, 'web/widget/tsconfig.json')) || types('web/widget'),
  'import rules': () => run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src']),
  'file sizes': checkSizes,
};

/** Remembers what it has checked: only what changed is checked again. */
function types(project) {
  const memory = join(root, 'node_modules/.cache/tsc', `${project.replaceAll('/', '-')}.tsbuildinfo`);
  return run(bin('tsc'), ['-p', project, '--incremental', '--tsBuildInfoFile', memory]);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function checkSizes() {
  const listed = spawnSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.tsx', '*.mjs', '*.js'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const long = listed.stdout
    .split('\n')
    .filter((path) => path && existsSync(join(root, path)))
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n') }))
    .filter(
      ({ lines }) => lines.length - 1 > MAX_LINES && !lines.slice(0, 20).some((line) => REASON.test(line)),
    );
  for (const { path, lines } of long) {
    console.error(
      `${path} has ${lines.length - 1} lines: split it, or say why it is over ${MAX_LINES} lines.`,
    );
  }
  return long.length === 0;
}

let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  const passed = check();
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name}`);
  if (!passed) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
