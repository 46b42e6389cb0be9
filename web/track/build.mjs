// Builds the person's own page to dist/track: one document with its style and script inside, so that a slow line fetches
// once, and the hashes by which its policy lets exactly these two run.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? resolve(here, '../../dist/track');

const { outputFiles } = await build({
  entryPoints: { script: resolve(here, 'index.ts'), style: resolve(here, 'track.css') },
  outdir,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  // Telephones of about five years ago.
  target: ['es2020', 'chrome87', 'safari15'],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
});
const made = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text.trim();
const [script, style] = [made('.js'), made('.css')];
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const page = readFileSync(join(here, 'page.html'), 'utf8')
  .replace('<!-- style -->', () => `<style>${style}</style>`)
  .replace('<!-- script -->', () => `<script>${script}</script>`);
mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'page.html'), page);
writeFileSync(join(outdir, 'policy.json'), JSON.stringify({ script: hash(script), style: hash(style) }));
