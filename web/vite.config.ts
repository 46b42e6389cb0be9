import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig, type PluginOption } from 'vite';

const here = import.meta.dirname;

/**
 * `vite -c web/vite.config.ts` serves the app with an in-memory stand-in of the API (web/dev);
 * with INSAT_API=http://localhost:3000 it talks to a running hub instead.
 */
export default defineConfig(async ({ command }) => {
  // A test run builds with NODE_ENV=test, and the page would then carry React's development build.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  const api = process.env['INSAT_API'];
  const plugins: PluginOption[] = [react()];
  if (command === 'serve' && !api) {
    const { standIn } = await import('./dev/stand-in.ts');
    plugins.push(standIn());
  }
  return {
    root: here,
    base: '/',
    plugins,
    css: { postcss: { plugins: [mantine()] } },
    server: {
      host: '127.0.0.1',
      proxy: api
        ? {
            '/api': { target: api },
            '/socket.io': { target: api, ws: true },
          }
        : undefined,
    },
    build: {
      outDir: resolve(here, '../dist/web'),
      emptyOutDir: true,
      // Fonts and images stay files: the page's policy then needs no data: source for fonts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 900,
    },
  };
});
