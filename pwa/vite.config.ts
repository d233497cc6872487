import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { manifest } from './scripts/manifest.ts'

// Old phones and the WeChat web view: no syntax newer than these.
const oldest = ['chrome87', 'safari14']

/** `src/study/LessonPage.vue` becomes `assets/study-LessonPage-[hash].js`, so that a list of files can be read. */
function named(chunk: { name: string, facadeModuleId?: string | null }) {
  const folder = chunk.facadeModuleId?.match(/\/src\/([a-z]+)\//)?.[1]
  return `assets/${folder ? `${folder}-` : ''}${chunk.name}-[hash].js`
}

export default defineConfig({
  build: {
    target: oldest,
    cssTarget: oldest,
    manifest: true, // read by scripts/budgets.mjs
    minify: 'terser', // a kilobyte less than the default, of a budget of 36
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3, pure_getters: true } },
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        chunkFileNames: named,
        assetFileNames: 'assets/[hash:6][extname]', // the entry lists every page's styles: short names
        // All that the first screen needs in one file: it compresses best, and a phone asks once.
        // What most pages share is a second one: thirty tiny files compress badly and each costs a request.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'common', test: /\/src\/(ui|app)\/|node_modules\/idb/, minShareCount: 6, priority: 1 },
          ],
        },
      },
    },
  },
  define: { __VUE_OPTIONS_API__: false }, // composition API only
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  plugins: [
    vue(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      includeManifestIcons: false, // the phone fetches the one it needs
      injectManifest: {
        rollupFormat: 'iife', // a classic script: 'es' can leave an `export`, which no worker can run
        globPatterns: ['**/*.{js,css,html,webmanifest}', 'icons/192.png'],
        // Cached when first used: the decoder is large, the workbench is for a few, swagger-ui is no part of the app.
        globIgnores: ['assets/work-*', 'assets/decode-*', 'assets/wishes-WallPage-*', 'api-docs/**', '.vite/**'],
      },
      manifest,
    }),
  ],
  test: { environment: 'happy-dom', setupFiles: ['fake-indexeddb/auto'], include: ['src/**/*.test.ts'] },
})
