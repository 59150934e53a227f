import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import type { Conflict } from '../../src/index'
import { bundledModuleAt } from '../../src/source/bundled-module'
import { folderOf, linesIn, marksOf, run } from '../program'

// The characters of each module are those of its letter.
const bundles: Record<string, string> = {
  esbuild: `var __commonJS = 1;
0
// node_modules/express/lib/response.js
var require_response = __commonJS({
  "node_modules/express/lib/response.js"(exports) {
    A
  }
});

// src/app.ts
B
`,
  rolldown: `//#region \\0rolldown/runtime.js
0
//#region node_modules/express/lib/response.js
A
//#endregion
//#region src/app.ts
B
//#endregion
`,
  webpack: `/******/ (() => { // webpackBootstrap
/******/ 	var __webpack_modules__ = ({

/***/ "./node_modules/express/lib/response.js":
/*!**********************************************!*\\
  !*** ./node_modules/express/lib/response.js ***!
  \\**********************************************/
/***/ ((module, exports) => {

A

/***/ }),

/***/ 3144:
/***/ ((module) => {

0

/***/ })

/******/ 	});
0
// This entry needs to be wrapped in an IIFE.
(() => {
/*!********************!*\\
  !*** ./src/app.ts ***!
  \\********************/
B
})();
`,
  'webpack, without comments': `/***/ "./node_modules/express/lib/response.js"
(module) {
A
/***/ },

/***/ "./src/app.ts"
(module) {
B
/***/ }
`,
  'webpack, one scope': `;// CONCATENATED MODULE: ./node_modules/express/lib/response.js
A
;// ./src/app.ts
B
`,
}

describe.each(Object.entries(bundles))('a bundle of %s says of what module', (_, text) => {
  it.each([
    ['a package is', 'A', /^(?:\.\/)?node_modules\/express\/lib\/response\.js$/],
    ['the application is', 'B', /^(?:\.\/)?src\/app\.ts$/],
  ])('%s', (_, letter, path) => {
    const module = bundledModuleAt(text, text.search(new RegExp(`^ *${letter}$`, 'm')))
    // What is said of no module is the application's.
    expect(module ?? 'src/app.ts').toMatch(path)
  })

  it('its own code is: none', () => {
    const own = [...text.matchAll(/^0$/gm)].map(({ index }) => bundledModuleAt(text, index))
    expect(own.filter(path => path?.includes('node_modules'))).toEqual([])
  })
})

describe('a file of the author', () => {
  it.each([
    [
      'that mentions another one',
      '// node_modules/express/lib/router/layer.js\nLayer.prototype.handle = A\n',
    ],
    ['that begins with its name', '// src/app.ts\nA\n'],
    ['that mentions several somewhere', 'start()\n  // node_modules/a.js\n  // node_modules/b.js\nA\n'],
  ])('%s is no bundle', (_, text) => {
    expect(bundledModuleAt(text, text.indexOf('A\n'))).toBeNull()
  })
})

const app = `const { ServerResponse } = require('node:http')
const { respond } = require('helper')
const res = new ServerResponse({ method: 'GET', url: '/' })
function show() {
  respond(res, 'one') // first
  try {
    respond(res, 'two') // second
  } catch {}
}
show()
`
const helper =
  "exports.respond = (res, text) => {\n  res.setHeader('x-length', text.length)\n  res.end(text)\n}\n"

/** The packages on the path to the first response, with the files that their code is in. */
function packagesOn(conflict: Conflict | undefined) {
  const frames = conflict?.first.path?.flatMap(({ frames }) => frames) ?? []
  return [
    ...new Set(
      frames.flatMap(frame => (frame.package === undefined ? [] : `${frame.package} ${frame.file}`)),
    ),
  ]
}

describe('in a real bundle without a map', () => {
  const bundled = (sourcemap: boolean) => {
    const folder = folderOf({
      'src/app.js': app,
      'node_modules/helper/package.json': '{ "name": "helper", "version": "1.0.0" }',
      'node_modules/helper/index.js': helper,
    })
    buildSync({
      absWorkingDir: folder,
      entryPoints: ['src/app.js'],
      outfile: 'dist/app.js',
      bundle: true,
      platform: 'node',
      sourcemap,
    })
    return folder
  }

  it("the application's lines are named, and not those of the package in it", async () => {
    const folder = bundled(false)
    const { conflicts } = await run(folder, { entry: 'dist/app.js' })
    expect(conflicts.map(linesIn)).toEqual([marksOf('dist/app.js', unmarked(join(folder, 'dist/app.js')))])
    expect(packagesOn(conflicts[0])).toEqual(['helper@1.0.0 dist/app.js'])
  })

  it('a file whose map leads to packages alone is one of packages', async () => {
    const folder = folderOf({
      'app.js': app.replace("'helper'", "'./chunk'"),
      'chunk.js': `${helper}//# sourceMappingURL=chunk.js.map\n`,
      'chunk.js.map':
        '{ "version": 3, "sources": ["../node_modules/helper/index.js"], "names": [], "mappings": "" }',
    })
    const { conflicts } = await run(folder)
    expect(conflicts[0]?.first).toMatchObject({ site: { owner: 'app', file: 'app.js', line: 5 } })
    expect(packagesOn(conflicts[0])).toEqual(['chunk.js chunk.js'])
  })
})

// esbuild leaves out comments at the end of a line: it is found by what it calls.
function unmarked(file: string): string {
  const text = readFileSync(file, 'utf8')
  const marked = text
    .replace(/respond\(res, "one"\);?$/m, '$& // first')
    .replace(/respond\(res, "two"\);?$/m, '$& // second')
  return marked
}
