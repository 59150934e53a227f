// Makes dist: what Node runs, and beside it what the page of `headers-trace view` runs in a browser.
import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = 'src/tools/view/browser'

execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', root], { stdio: 'inherit' })

const { buildSync } = await import('esbuild')
buildSync({
  absWorkingDir: root,
  entryPoints: [`${page}/page.ts`],
  outfile: `dist/${page}/page.js`,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  // The script becomes a part of a page: nothing in it may read as the end of it.
  supported: { 'inline-script': false },
  logLevel: 'warning',
})
for (const file of ['page.css', 'page.html'])
  copyFileSync(`${root}${page}/${file}`, `${root}dist/${page}/${file}`)
