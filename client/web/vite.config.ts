// How the pages are built: React's API shipped through preact/compat, hashed assets under /app/, each beside
// its compressed forms so that the service only has to pick one. It makes no server code.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const service = process.env['UNSTUCK_URL'] ?? 'http://127.0.0.1:3003'
const frame =
  /client\/web\/(router|app|system\/|client\/errors|api\/(client|live|queries|session|unread|read-ending)|i18n\/(format|locale|messages)|parts\/(boundary|frame|icons|refusal|sure-dialog))/
const compressible = /\.(js|css|html|svg|json)$/

/** Writes `.br` and `.gz` beside every text file of the build. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !compressible.test(entry.name)) continue
        const file = join(entry.parentPath, entry.name)
        const bytes = readFileSync(file)
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  base: '/app/',
  plugins: [precompressed()],
  resolve: {
    alias: [
      { find: /^react\/jsx(-dev)?-runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react-dom(\/client)?$/, replacement: 'preact/compat/client' },
      { find: /^react$/, replacement: 'preact/compat' },
    ],
  },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows no data: scripts, and a hashed file is cached for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    rolldownOptions: {
      output: {
        // What every screen needs compresses best together; libraries change most seldom.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules/ },
            { name: 'frame', test: frame },
            {
              name: 'scores',
              test: /api\/scores|charts\/hexagon|talent-mapping\/(bands|dimensions)/,
            },
          ],
        },
      },
      onLog(level, log, handler) {
        // "use client" of TanStack Query: for servers that render, of which there is none.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
      },
    },
  },
  server: {
    port: Number(process.env['WEB_PORT'] ?? 5173),
    strictPort: true,
    // The Host stays that of the page, so that the service takes the page for its own.
    proxy: { '/trpc': { target: service, ws: true } },
  },
})
