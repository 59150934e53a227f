import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { root } from '../../../examples/run.mjs'

/** Where the packages of a framework are installed that the root has in another version. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Express 4': { express: 'examples/stories/create-user/node_modules/express' },
  'Express 5': { express: 'bench/node_modules/express' },
  TypeScript: { express: 'bench/node_modules/express' },
  Connect: { connect: 'examples/stories/next-twice/node_modules/connect' },
}

/** A folder below which programs find their packages. */
export interface Workspace {
  readonly directory: string
  /** Writes a program's files into a folder of their own. @returns the folder, and the file that is to be started. */
  place(name: string, program: Placed): { folder: string; entry: string }
  remove(): void
}

/** What is placed. */
export interface Placed {
  readonly framework: string
  readonly files: ReadonlyMap<string, string>
  readonly entry: string
}

export function makeWorkspace(): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'injection-'))
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  const linked = new Set<string>()

  function homeOf(framework: string): string {
    const home = join(directory, framework.toLowerCase().replaceAll(' ', '-'))
    if (linked.has(framework)) return home
    linked.add(framework)
    mkdirSync(join(home, 'node_modules'), { recursive: true })
    for (const [name, folder] of Object.entries(packages[framework] ?? {}))
      symlinkSync(join(root, folder), join(home, 'node_modules', name))
    return home
  }

  return {
    directory,
    place(name, { framework, files, entry }) {
      const folder = join(homeOf(framework), name)
      for (const [file, text] of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true })
        writeFileSync(join(folder, file), text)
      }
      return { folder, entry: entry.endsWith('.ts') ? bundled(folder, entry) : entry }
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

// TypeScript runs as it is deployed: one file, with a source map.
function bundled(folder: string, entry: string): string {
  buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: 'app.js',
    bundle: true,
    packages: 'external',
    platform: 'node',
    sourcemap: true,
    tsconfigRaw: '{ "compilerOptions": { "experimentalDecorators": true } }',
    logLevel: 'error',
  })
  return 'app.js'
}
