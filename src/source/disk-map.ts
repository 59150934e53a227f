import { statSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { resolveName } from './author-file'
import { readText, versionOf } from './disk'
import { filePathOf } from './file-path'

/** A source map that a file on disk names. */
export interface DiskMap {
  readonly map: SourceMap
  /** What its sources are relative to. */
  readonly directory: string
}

/** Bytes of memory that a map takes for each byte of its text. */
const bytesPerMapByte = 16

/** Bytes beyond which a map is not read: each of its megabytes takes the process some 70 ms. */
const maxBytes = 16 * 1024 * 1024

/** Maps kept; all are forgotten when there are more. */
const maxMaps = 20

const maps = new Map<string, DiskMap | null>()

/**
 * The map that a file names in its `sourceMappingURL` comment, external or inline; `null` where it names none that is there.
 *
 * @throws {Error} where the map is broken or too large.
 */
export function diskMapOf(file: string): DiskMap | null {
  const { hash, mapUrl } = versionOf(file) ?? {}
  if (!mapUrl) return null
  const key = `${hash} ${file}`
  let found = maps.get(key)
  if (found === undefined) {
    found = read(file, mapUrl)
    if (maps.size >= maxMaps) maps.clear()
    maps.set(key, found)
  }
  return found
}

function read(file: string, url: string): DiskMap | null {
  if (url.startsWith('data:')) {
    refuseTooLarge(file, url.length)
    return parsed(dataOf(url), dirname(file))
  }
  if (/^\w{2,}:/.test(url) && !url.startsWith('file:')) return null
  const path = resolveName(dirname(file), filePathOf(url))
  refuseTooLarge(path, statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  const text = readText(path)
  return text === null ? null : parsed(text, dirname(path))
}

function dataOf(url: string): string {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString()
    : decodeURIComponent(data)
}

// A process that runs with little memory must not die of its report.
function refuseTooLarge(path: string, size: number): void {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics()
  if (size > maxBytes || size * bytesPerMapByte > limit - used)
    throw new Error(`${path} has ${Math.round(size / 1024 / 1024)} MB`)
}

function parsed(text: string, directory: string): DiskMap {
  // A first line `)]}'` keeps browsers from running a map as a script.
  const payload: SourceMapPayload = JSON.parse(text.replace(/^\)\]\}'.*/, ''))
  return { map: new SourceMap(payload), directory }
}
