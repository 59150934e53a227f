import { describe, expect, it } from 'vitest'
import { RecentCache } from '../../src/source/recent-cache'

const keysIn = (cache: RecentCache<string>, keys: string) =>
  [...keys].filter(key => cache.get(key) !== undefined).join('')

describe('a cache', () => {
  it('forgets what was asked for least recently, beyond a number of entries', () => {
    const cache = new RecentCache<string>(3)
    for (const key of 'abc') cache.set(key, key)
    cache.get('a')
    cache.set('d', 'd')
    expect(keysIn(cache, 'abcd')).toBe('acd')
  })

  it('forgets as many as it must, beyond a number of bytes', () => {
    const cache = new RecentCache<string>(100, 10)
    for (const key of 'abc') cache.set(key, key, 3)
    cache.set('d', 'd', 7)
    expect(keysIn(cache, 'abcd')).toBe('cd')
    expect(cache.bytes).toBe(10)
  })

  it('keeps the latest, whatever its size', () => {
    const cache = new RecentCache<string>(100, 10)
    cache.set('a', 'a', 1)
    cache.set('b', 'b', 1000)
    expect(keysIn(cache, 'ab')).toBe('b')
  })

  it('counts what is set again once', () => {
    const cache = new RecentCache<string>(100, 10)
    for (let time = 0; time < 9; time++) cache.set('a', 'a', 4)
    expect([cache.bytes, cache.size]).toEqual([4, 1])
  })
})
