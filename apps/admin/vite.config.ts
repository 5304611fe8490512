import { defineConfig } from 'vite';

/** `npm run build -w apps/admin` writes dist/site, which the server hands out below /admin/. */
export default defineConfig({
  base: '/admin/',
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    // Every chunk comes from our own server: a larger one costs less than a chain of requests.
    chunkSizeWarningLimit: 2_000,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
