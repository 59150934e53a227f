import { listenTo, withInspector } from '../capture/inspector-session'
import type { CallSite } from './call-site'
import { RecentCache } from './recent-cache'

/** Bytes of maps that are kept as their scripts carry them. */
const maxKeptBytes = 16 * 1024 * 1024

/**
 * The source maps that V8's scripts carry. What a test runner, a loader or a bundler compiles in memory ends in a comment with its
 * map, where every tool reads it. No file has that text; V8 has it.
 */
export class LoadedScripts {
  readonly #maps = new RecentCache<string | null>(5000, maxKeptBytes)

  /** Whether V8 need not be asked for the map of a call's script. */
  isKnown({ hash }: CallSite): boolean {
    return hash === null || this.#maps.get(hash) !== undefined
  }

  /**
   * The map in the script of a call, as a `data:` URL; `null` where it carries none. V8 announces every script each time that it is
   * asked, which takes some 12 µs each and the first time a multiple of that: what it says of them is kept.
   */
  mapUrlOf({ hash }: CallSite): string | null {
    if (hash === null) return null
    const known = this.#maps.get(hash)
    if (known !== undefined) return known
    const urls = mapUrlsByHash()
    for (const [of, url] of urls) this.#maps.set(of, url, url?.length)
    const url = urls.get(hash) ?? null
    // Set last, so that the others do not push it out.
    return this.#maps.set(hash, url, url?.length)
  }
}

function mapUrlsByHash(): ReadonlyMap<string, string | null> {
  const urls = new Map<string, string | null>()
  withInspector(session => {
    listenTo(session, message => {
      if (message.method !== 'Debugger.scriptParsed') return
      const { hash, sourceMapURL = '' } = message.params
      urls.set(hash, sourceMapURL.startsWith('data:') ? sourceMapURL : null)
    })
    session.post('Debugger.enable', { maxScriptsCacheSize: 0 } as object)
  })
  return urls
}
