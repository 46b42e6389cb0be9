// Builds the public forms to dist/forms: two scripts, a stylesheet, the page and its fonts, each compressed beside.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? resolve(here, '../../dist/forms');

await build({
  entryPoints: {
    forms: resolve(here, 'index.ts'),
    proof: resolve(here, 'proof-worker.ts'),
    'forms-style': resolve(here, 'forms.css'),
  },
  outdir,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  // Telephones of about five years ago.
  target: ['es2020', 'chrome87', 'safari15'],
  external: ['/public-forms/*'],
  // Letters stay letters: half the size of \u escapes, and the server says UTF-8.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});

mkdirSync(outdir, { recursive: true });
copyFileSync(join(here, 'page.html'), join(outdir, 'page.html'));
const fonts = resolve(here, '../../node_modules/@fontsource/ibm-plex-sans-arabic/files');
for (const weight of [400, 600]) {
  const file = `ibm-plex-sans-arabic-arabic-${weight}-normal.woff2`;
  copyFileSync(join(fonts, file), join(outdir, `plex-${weight}.woff2`));
}
// Compressed once, here, as far as it goes; the hub hands out what a browser can take.
for (const name of readdirSync(outdir).filter((file) => /\.(js|css)$/.test(file))) {
  const code = readFileSync(join(outdir, name));
  writeFileSync(join(outdir, `${name}.gz`), gzipSync(code, { level: 9 }));
  writeFileSync(join(outdir, `${name}.br`), brotliCompressSync(code));
}
