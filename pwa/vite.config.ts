import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Manifest, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { manifest } from './scripts/manifest.ts'

// Old phones and the WeChat web view: Chrome 87 and Safari 14 know the styles below and all of ES2021. Named by browser, optional
// chaining would be rewritten at length for the sake of `call?.(...list, last)`, which Chrome 87 gets wrong and we do not write.
const oldest = ['chrome87', 'safari14']

/** `src/study/LessonPage.vue` becomes `assets/study-LessonPage-[hash].js`, so that a list of files can be read. */
function named(chunk: { name: string, facadeModuleId?: string | null }) {
  const folder = chunk.facadeModuleId?.match(/\/src\/([a-z]+)\//)?.[1]
  return `assets/${folder ? `${folder}-` : ''}${chunk.name}-[hash].js`
}

type Modules = { getModuleInfo(id: string): { importedIds: string[] } | null }
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The modules that this one cannot start without. */
function needs(modules: Modules, id: string, found = new Set<string>()) {
  if (found.has(id)) return found
  found.add(id)
  for (const other of modules.getModuleInfo(id)?.importedIds ?? []) needs(modules, other, found)
  return found
}

/** A group of what `path` needs and others use too. */
const neededBy = (path: string, name: string, priority: number) =>
  ({ name: (id: string, modules: Modules) => needs(modules, file(path)).has(id) ? name : null, minShareCount: 2, priority })

/** Marks what only the workbench needs, for src/sw/workbench.ts. */
function markWorkbench<Entry extends { url: string }>(entries: Entry[]) {
  const chunks: Manifest = JSON.parse(readFileSync(file('dist/.vite/manifest.json'), 'utf8'))
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (key: string) => {
    if (seen.has(key) || key === 'src/work/pages.ts') return
    seen.add(key)
    const { file, css = [], imports = [], dynamicImports = [] } = chunks[key]!
    for (const one of [file, ...css]) files.add(one)
    for (const other of [...imports, ...dynamicImports]) visit(other)
  }
  visit('index.html')
  return entries.map(entry => entry.url.startsWith('assets/') && !files.has(entry.url) ? { ...entry, work: true } : entry)
}

/** The decoder of QR codes takes a few tables from the encoder. It gets a copy of its own, so that neither page loads the other's code. */
const decoderApart: Plugin = {
  name: 'decoder-apart',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (source !== './index.js' || !importer?.endsWith('/qr/decode.js')) return
    const found = await this.resolve(source, importer, { skipSelf: true })
    return found && `${found.id}?decoder`
  },
}

export default defineConfig({
  build: {
    target: 'es2021',
    cssTarget: oldest,
    manifest: true, // read by scripts/budgets.mjs
    minify: 'terser', // a kilobyte less than the default, of a budget of 36
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3, pure_getters: true } },
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      transform: { assumptions: { noDocumentAll: true, setPublicClassFields: true } },
      output: {
        chunkFileNames: named,
        assetFileNames: 'assets/[hash:6][extname]', // the entry lists every page's styles: short names
        // All that the frame needs in one file, what the home page needs beside it in a second, what waits for the first paint in a third:
        // a file compresses best, and a phone asks once. What most other pages share comes with the first of them.
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 4 },
            neededBy('src/home/HomePage.vue', 'common', 3),
            neededBy('src/app/start.ts', 'after', 2),
            { name: 'shared', test: /\/src\/(ui|app)\//, minShareCount: 28, priority: 1 },
          ],
        },
      },
    },
  },
  define: { __VUE_OPTIONS_API__: false }, // composition API only
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  plugins: [
    decoderApart,
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
        // Cached when first used: the decoder is large, a wall has a network, swagger-ui is no part of the app.
        globIgnores: ['assets/app-decoder-*', 'assets/wishes-WallPage-*', 'api-docs/**', '.vite/**'],
        manifestTransforms: [async entries => ({ manifest: markWorkbench(entries) })],
      },
      manifest,
    }),
  ],
  test: { environment: 'happy-dom', setupFiles: ['fake-indexeddb/auto'], include: ['{src,scripts}/**/*.test.ts'] },
})
