// Makes dist: what Node runs, and beside it what the page of `headers-trace view` runs in a browser. Nothing of an earlier
// build stays, and one that fails takes nothing away.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const page = 'src/tools/view/browser'
/** Moved to where it belongs when it is whole. */
const built = `${root}.cache/build-${process.pid}`

mkdirSync(built, { recursive: true })
try {
  const tsc = [`${root}node_modules/typescript/bin/tsc`, '-p', root, '--outDir', built]
  execFileSync(process.execPath, tsc, { stdio: 'inherit' })
  buildSync({
    absWorkingDir: root,
    entryPoints: [`${page}/page.ts`],
    outfile: `${built}/${page}/page.js`,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    // The script becomes a part of a page: nothing in it may read as the end of it.
    supported: { 'inline-script': false },
    logLevel: 'warning',
  })
  for (const file of ['page.css', 'page.html'])
    copyFileSync(`${root}${page}/${file}`, `${built}/${page}/${file}`)
  rmSync(`${root}dist`, { recursive: true, force: true })
  renameSync(built, `${root}dist`)
} finally {
  rmSync(built, { recursive: true, force: true })
}
