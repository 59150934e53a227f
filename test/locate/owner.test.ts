import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownerOf } from '../../src/locate/owner'
import { programFolder } from '../../src/locate/program'
import { Sources } from '../../src/source/sources'
import { aResponse, folderOf, run } from '../program'

const app = { owner: 'app' }
const node = { owner: 'node' }
const packaged = (text: string) => ({ owner: 'package', package: text })

/** Whose a file is, as a report names it. */
function whose(file: string, directory: string, program: string | null = null) {
  const { dependencies: _, ...owner } = {
    dependencies: [],
    ...ownerOf(file, new Sources(), { directory, program }),
  }
  return owner
}

const files = {
  'node_modules/express/package.json': '{ "name": "express", "version": "5.3.0" }',
  'node_modules/@nestjs/core/package.json': '{ "name": "@nestjs/core", "version": "11.0.1" }',
  'node_modules/old-express/package.json': '{ "name": "express", "version": "2.4.3" }',
  'node_modules/.pnpm/koa@3.3.0/node_modules/koa/package.json': '{ "name": "koa", "version": "3.3.0" }',
  'node_modules/express/node_modules/connect/package.json': '{ "name": "connect", "version": "1.9.2" }',
  'node_modules/nameless/package.json': '{ "version": "1.0.0" }',
  'node_modules/unversioned/package.json': '{ "name": "unversioned" }',
  'node_modules/broken/package.json': '{ "name": ',
  'node_modules/list/package.json': '[]',
  'node_modules/odd/package.json': '{ "name": 7, "version": {} }',
}

describe('a file belongs to', () => {
  it.each([
    ['the application, in the working directory', 'app.js', app],
    ['the application, in a folder', 'src/company/company.js', app],
    ['the application, in a folder whose name only resembles node_modules', 'node_modules_old/a.js', app],
    ['the application, in a folder whose name begins with two dots', '..src/a.js', app],
    ['a package', 'node_modules/express/lib/response.js', packaged('express@5.3.0')],
    ['a scoped package', 'node_modules/@nestjs/core/router.js', packaged('@nestjs/core@11.0.1')],
    ['the package behind an alias', 'node_modules/old-express/lib/http.js', packaged('express@2.4.3')],
    [
      'a package in a pnpm store',
      'node_modules/.pnpm/koa@3.3.0/node_modules/koa/lib/a.js',
      packaged('koa@3.3.0'),
    ],
    ['the innermost package', 'node_modules/express/node_modules/connect/a.js', packaged('connect@1.9.2')],
    ['a package without a package.json', 'node_modules/gone/index.js', packaged('gone')],
    ['a scoped package without a package.json', 'node_modules/@a/gone/index.js', packaged('@a/gone')],
    ['a package without a name', 'node_modules/nameless/index.js', packaged('nameless@1.0.0')],
    ['a package without a version', 'node_modules/unversioned/index.js', packaged('unversioned')],
    ['a package whose package.json is broken', 'node_modules/broken/index.js', packaged('broken')],
    ['a package whose package.json is a list', 'node_modules/list/index.js', packaged('list')],
    ['a package whose package.json says odd things', 'node_modules/odd/index.js', packaged('odd')],
  ])('%s', (_, file, owner) => {
    const directory = folderOf(files)
    expect(whose(`${directory}/${file}`, directory)).toEqual(owner)
  })

  it('the same package, wherever the working directory is', () => {
    const folder = folderOf(files)
    const file = join(folder, 'node_modules/express/lib/response.js')
    for (const directory of [folder, join(folder, 'src'), join(folder, '..'), '/'])
      expect(whose(file, directory)).toEqual(packaged('express@5.3.0'))
  })

  it.each([
    ['the application itself', 'node_modules/shop/index.js', app],
    ['the application, outside of the working directory', 'node_modules/shop/start.js', app],
    ['a package of its own', 'node_modules/shop/node_modules/koa/a.js', packaged('koa')],
    ['a package beside it', 'node_modules/express/lib/response.js', packaged('express@5.3.0')],
  ])('%s, where the application is installed in a node_modules', (_, file, owner) => {
    const folder = folderOf(files)
    for (const directory of ['node_modules/shop', 'node_modules/shop/src'])
      expect(whose(join(folder, file), join(folder, directory))).toEqual(owner)
  })

  it.each([
    [
      'the application, by what Vite keeps of its configuration',
      '.vite-temp/vite.config.ts.timestamp-17.mjs',
      app,
    ],
    ['the application, by what Nuxt has built of it', '.cache/nuxt/.nuxt/dev/index.mjs', app],
    ['a package that Vite has bundled', '.vite/deps_ssr/koa.js', packaged('koa')],
    ['a scoped package that Vite has bundled', '.vite/deps/@nestjs_core.js', packaged('@nestjs/core')],
  ])('%s, below node_modules for a moment', (_, file, owner) => {
    expect(whose(`/shop/node_modules/${file}`, '/shop')).toEqual(owner)
  })

  it('the application, where a package of the workspace is linked', () => {
    const folder = folderOf({ ...files, 'packages/shared/package.json': '{ "name": "shared" }' })
    symlinkSync(join(folder, 'packages/shared'), join(folder, 'node_modules/shared'))
    expect(whose(join(folder, 'node_modules/shared/index.js'), folder)).toEqual(app)
  })

  it('the package behind a link to where it is installed', () => {
    const folder = folderOf(files)
    symlinkSync('.pnpm/koa@3.3.0/node_modules/koa', join(folder, 'node_modules/koa'))
    expect(whose(join(folder, 'node_modules/koa/index.js'), folder)).toEqual(packaged('koa@3.3.0'))
  })

  it('the application, where its package is the program that runs', () => {
    const folder = folderOf({ ...files, 'node_modules/shop/bin/shop.js': '' })
    mkdirSync(join(folder, 'node_modules/.bin'))
    symlinkSync('../shop/bin/shop.js', join(folder, 'node_modules/.bin/shop'))
    const program = programFolder(join(folder, 'node_modules/.bin/shop'))
    expect(whose(join(folder, 'node_modules/shop/lib/a.js'), folder, program)).toEqual(app)
    expect(whose(join(folder, 'node_modules/express/a.js'), folder, program)).toEqual(
      packaged('express@5.3.0'),
    )
    expect(programFolder(join(folder, 'app.js'))).toBeNull()
  })

  it.each([
    ['node:events', node],
    ['node:internal/timers', node],
    ['evalmachine.<anonymous>', app],
    ['webpack-internal:///./src/company.js', app],
    ['webpack-internal:///./node_modules/express/lib/response.js', packaged('express')],
    ['C:\\shop\\src\\company.js', app],
    ['C:\\shop\\node_modules\\express\\lib\\response.js', packaged('express')],
    ['C:\\shop\\node_modules\\@nestjs\\core\\router.js', packaged('@nestjs/core')],
  ])('whom its name says: %s', (name, owner) => {
    expect(whose(name, '/shop')).toEqual(owner)
  })
})

describe('the package of the program that was started', () => {
  const shop = {
    'node_modules/shop/package.json': '{ "name": "shop", "version": "1.0.0" }',
    'node_modules/shop/bin/shop.js': `${aResponse}
function show() {
  res.end('found') // first
  try { res.setHeader('a', 'b') } catch {} // second
}
show()
`,
  }
  const program = 'node_modules/shop/bin/shop.js'

  it.each(['.', '..', 'elsewhere', '/'])('is the application, started from %s', async directory => {
    const folder = folderOf({ ...shop, 'elsewhere/.keep': '' })
    const { conflicts } = await run(folder, {
      entry: program,
      directory: directory === '/' ? directory : join(folder, directory),
    })
    expect(conflicts.map(({ first, second }) => [first.site?.owner, second.site?.owner])).toEqual([
      ['app', 'app'],
    ])
    expect([conflicts[0]?.first.site?.line, conflicts[0]?.second.site?.line]).toEqual([4, 5])
    expect(conflicts[0]?.cause).not.toBe('undetermined')
  })

  it('is a package where the author has code of their own on the path, as under a tool', async () => {
    const folder = folderOf({
      'app.js': `${aResponse}
exports.show = respond => {
  respond(res) // first
  try { res.setHeader('a', 'b') } catch {} // second
}
`,
      'node_modules/tool/package.json': '{ "name": "tool", "version": "1.0.0" }',
      'node_modules/tool/bin/tool.js': "require('../../../app').show(res => { res.end() })",
    })
    const { conflicts } = await run(folder, { entry: 'node_modules/tool/bin/tool.js' })
    expect(conflicts[0]?.first).toMatchObject({ site: { owner: 'app', line: 4 } })
    expect(conflicts[0]?.first.path?.[0]?.frames).toContainEqual(
      expect.objectContaining({ package: 'tool@1.0.0' }),
    )
  })
})
