// Builds the server (SWC, dist/), and every page that it serves: the web app (Vite, dist/web/), the representatives' page
// (Vite, dist/branch/), the public forms (esbuild, dist/forms/), the person's own page (esbuild, dist/track/) and
// the widget (esbuild, dist/widget/).
//   node scripts/build.mjs [server] [web] [branch] [forms] [track] [widget] [--if-stale]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** What is built, from which sources. `folder` absent means that the part does not exist yet. */
const PARTS = {
  server: {
    folder: 'src',
    sources: ['src', 'nest-cli.json', 'tsconfig.build.json', '.swcrc', 'package-lock.json'],
    product: 'dist/main.js',
    command: [bin('nest'), 'build'],
  },
  web: {
    folder: 'web/src',
    sources: [
      'web/src',
      'web/forms',
      'web/widget/ids.ts',
      'web/public',
      'web/index.html',
      'web/vite.config.ts',
      'package-lock.json',
    ],
    product: 'dist/web/index.html',
    command: [bin('vite'), 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
  },
  branch: {
    folder: 'web/branch',
    sources: ['web/branch', 'web/src/lib', 'src/platform/i18n/check-digit.ts', 'package-lock.json'],
    product: 'dist/branch/sw.js',
    command: [bin('vite'), 'build', '--config', 'web/branch/vite.config.ts', '--logLevel', 'warn'],
  },
  forms: {
    folder: 'web/forms',
    sources: ['web/forms', 'web/widget', 'web/src/lib', 'package-lock.json'],
    product: 'dist/forms/forms.js',
    command: [process.execPath, 'web/forms/build.mjs'],
  },
  track: {
    folder: 'web/track',
    sources: [
      'web/track',
      'web/widget',
      'web/forms/shrink.ts',
      'src/platform/i18n/check-digit.ts',
      'package-lock.json',
    ],
    product: 'dist/track/page.html',
    command: [process.execPath, 'web/track/build.mjs'],
  },
  widget: {
    folder: 'web/widget',
    sources: ['web/widget', 'package-lock.json'],
    product: 'dist/widget/insat-widget.js',
    command: [process.execPath, 'web/widget/build.mjs'],
  },
};

/** What the server serves to browsers. */
export const PAGES = Object.keys(PARTS).filter((name) => name !== 'server');

/** Builds the named parts, or with `ifStale` those whose sources are newer than what was built last. */
export function build(names = Object.keys(PARTS), { ifStale = false } = {}) {
  for (const name of names) {
    const part = PARTS[name];
    if (!part) throw new Error(`There is no part called ${name}: ${Object.keys(PARTS).join(', ')}`);
    if (!existsSync(join(root, part.folder))) continue;
    const stamp = join(root, 'dist', `.built-${name}`);
    const startedAt = new Date();
    if (ifStale && existsSync(join(root, part.product)) && newest(part.sources) <= builtAt(stamp)) continue;
    const [command, ...args] = part.command;
    const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`The ${name} could not be built.`);
    if (!existsSync(join(root, part.product))) {
      rmSync(stamp, { force: true });
      throw new Error(`Building the ${name} did not make ${part.product}.`);
    }
    mkdirSync(dirname(stamp), { recursive: true });
    // The time of the start: what was changed while building is built again next time.
    writeFileSync(stamp, startedAt.toISOString());
  }
}

function builtAt(stamp) {
  return existsSync(stamp) ? Date.parse(readFileSync(stamp, 'utf8')) : 0;
}

function newest(paths) {
  let latest = 0;
  for (const path of paths.map((each) => join(root, each))) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    latest = Math.max(latest, stat.mtimeMs);
    if (stat.isDirectory()) {
      for (const entry of readdirSync(path, { recursive: true })) {
        // A file may vanish between listing and looking.
        latest = Math.max(latest, statSync(join(path, entry), { throwIfNoEntry: false })?.mtimeMs ?? 0);
      }
    }
  }
  return latest;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('--'));
  try {
    build(names.length > 0 ? names : undefined, { ifStale: args.includes('--if-stale') });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
