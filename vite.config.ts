import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as { version: string };

/**
 * Two apps, two builds (`--mode terminal`, `--mode office`): the terminal's folder is exactly what its service
 * worker keeps for offline use, so nothing of the office may fall into it.
 */
export default defineConfig(({ mode }) => {
  const app = mode === 'office' ? 'office' : 'terminal';
  return {
    root: here(`client/${app}`),
    base: app === 'office' ? '/office/' : '/',
    publicDir: app === 'office' ? false : here('public'),
    define: { __APP_VERSION__: JSON.stringify(version) },
    build: {
      outDir: here(`dist/client/${app}`),
      emptyOutDir: true,
      target: 'es2022',
      sourcemap: false,
      chunkSizeWarningLimit: 400,
    },
    worker: { format: 'es' as const },
    server: { fs: { allow: [here('.')] } },
    plugins: [
      svelte({ configFile: here('svelte.config.js') }),
      ...(app === 'terminal'
        ? [
            VitePWA({
              strategies: 'injectManifest',
              srcDir: '.',
              filename: 'service-worker.ts',
              injectRegister: null,
              manifest: false,
              injectManifest: {
                globPatterns: ['**/*.{js,css,html,svg,png,webmanifest,wasm}'],
                maximumFileSizeToCacheInBytes: 4_000_000,
              },
            }),
          ]
        : []),
    ],
  };
});
