/** Something that Node does since some version. `test/node-facts.test.ts` proves each on the Node at hand. */
interface Fact {
  /** The first version of each release line that has it, the oldest first; what comes after the last has it too. */
  readonly since: readonly string[]
  readonly source: string
}

/** What this package does differently from one version of Node to another. */
const facts = {
  /** A stack overflow inside of an async hook can be caught. Before, it ends the process, whatever would catch it. */
  catchableOverflowInHooks: {
    since: ['20.20.0', '22.22.0', '24.13.0', '25.3.0'],
    source: 'https://nodejs.org/en/blog/vulnerability/january-2026-dos-mitigation-async-hooks',
  },
  /** Streams of HTTP/2 servers are published on the channel `http2.server.stream.created`. */
  streamChannel: { since: ['22.17.0', '24.2.0'], source: 'https://github.com/nodejs/node/pull/58390' },
} as const satisfies Record<string, Fact>

/** Whether a version of Node has something. */
export function hasFact(name: keyof typeof facts, version = process.versions.node): boolean {
  const { since } = facts[name]
  const [major = 0, ...rest] = numbersIn(version)
  const sameLine = since.find(first => numbersIn(first)[0] === major)
  if (sameLine === undefined) return major > (numbersIn(since.at(-1) as string)[0] ?? 0)
  const [, ...least] = numbersIn(sameLine)
  return (rest[0] ?? 0) !== (least[0] ?? 0)
    ? (rest[0] ?? 0) > (least[0] ?? 0)
    : (rest[1] ?? 0) >= (least[1] ?? 0)
}

/** The versions from which on Node has something: `20.20.0, 22.22.0, 24.13.0 or 25.3.0`. */
export function versionsWith(name: keyof typeof facts): string {
  const { since } = facts[name]
  return [since.slice(0, -1).join(', '), since.at(-1)].filter(Boolean).join(' or ')
}

function numbersIn(version: string): number[] {
  return version.split('.').map(Number)
}
