import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const BASE = '/branch/';

/** Tells the service worker which files make up this version, by a hash over all of them. */
function precache(): Plugin {
  const publicFiles = readdirSync(resolve(here, 'public'));
  return {
    name: 'insat-branch-precache',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') throw new Error('The build made no service worker.');
      const hash = createHash('sha256').update(worker.code);
      const files = Object.keys(bundle)
        .filter((name) => name !== 'sw.js' && name !== 'index.html' && !name.endsWith('.woff'))
        .sort();
      for (const name of [...files, 'index.html']) {
        const file = bundle[name];
        if (file) hash.update(file.type === 'chunk' ? file.code : file.source);
      }
      for (const name of publicFiles) hash.update(readFileSync(resolve(here, 'public', name)));
      const list = {
        version: hash.digest('hex').slice(0, 12),
        files: [...files, ...publicFiles].map((name) => BASE + name),
      };
      worker.code = worker.code.replaceAll('__PRECACHE__', JSON.stringify(list));
    },
  };
}

/** The representatives' page: a small app of its own beside the inbox, installable, that starts without a network. */
export default defineConfig(({ command }) => {
  // A test run builds with NODE_ENV=test, and the page would then carry React's development build.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  const api = process.env['INSAT_API'];
  return {
    root: here,
    base: BASE,
    plugins: [react(), precache()],
    server: { host: '127.0.0.1', ...(api && { proxy: { '/api': { target: api } } }) },
    build: {
      outDir: resolve(here, '../../dist/branch'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: { index: resolve(here, 'index.html'), sw: resolve(here, 'worker/sw.ts') },
        output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
      },
    },
  };
});
