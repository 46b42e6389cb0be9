// Builds the widget to dist/widget/insat-widget.js: one file, one <script> tag, no globals but window.Insat.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

const outfile = process.argv[2] ?? resolve(here, '../../dist/widget/insat-widget.js');

await build({
  entryPoints: [resolve(here, 'index.ts')],
  outfile,
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

// Compressed once, here, as far as it goes; the hub hands out what a browser can take.
const code = readFileSync(outfile);
writeFileSync(`${outfile}.gz`, gzipSync(code, { level: 9 }));
writeFileSync(`${outfile}.br`, brotliCompressSync(code));
