// Builds the widget to dist/widget/insat-widget.js: one file, one <script> tag, no globals but window.Insat.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

await build({
  entryPoints: [resolve(here, 'index.ts')],
  outfile: process.argv[2] ?? resolve(here, '../../dist/widget/insat-widget.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  // Telephones of about five years ago.
  target: 'es2020',
  // Letters stay letters: half the size of \u escapes, and the server says UTF-8.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
