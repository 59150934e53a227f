import { describe, expect, it } from 'vitest'
import { ArmedBugs } from '../../src/capture/policy/armed-bugs'

const seen = (key: string) => ({ begun: undefined, seen: key })
const begun = (key: string) => ({ begun: key, seen: 'GET /elsewhere' })

/** How many of so many requests are traced. */
function tracedOf(armed: ArmedBugs, key: string, count: number): number {
  let traced = 0
  for (let request = 0; request < count; request++) if (armed.takeCapture(key)) traced++
  return traced
}

describe('an armed bug', () => {
  it('has the next 500 requests traced of the kind that it came with, and no others', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', seen('GET /cart'), 0)
    expect(armed.takeCapture('GET /other')).toBe(false)
    expect(armed.takeCapture('POST /cart')).toBe(false)
    expect(tracedOf(armed, 'GET /cart', 1000)).toBe(500)
  })

  it('is armed again for twenty requests after two seconds, and for more after more', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', seen('GET /cart'), 0)
    tracedOf(armed, 'GET /cart', 500)
    armed.arm('bug', seen('GET /cart'), 1000)
    expect(tracedOf(armed, 'GET /cart', 100)).toBe(0)
    armed.arm('bug', seen('GET /cart'), 2000)
    expect(tracedOf(armed, 'GET /cart', 100)).toBe(20)
    armed.arm('bug', seen('GET /cart'), 22_000)
    expect(tracedOf(armed, 'GET /cart', 1000)).toBe(200)
  })

  it('is known by what its requests have in common, as soon as there were two', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', begun('GET /blog/one-post'), 0)
    armed.arm('bug', begun('GET /blog/another-post'), 1)
    expect(armed.takeCapture('GET /blog/a-third-post')).toBe(true)
    expect(armed.takeCapture('GET /shop/a-third-post')).toBe(false)
    expect(armed.takeCapture('GET /blog/a/b')).toBe(false)
  })

  it('is known by how its requests began, and not by what became of them', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', { begun: 'GET /outer', seen: 'GET /inner' }, 0)
    expect(armed.takeCapture('GET /outer')).toBe(true)
    expect(armed.takeCapture('GET /inner')).toBe(false)
  })

  it('is not driven out by paths that clients choose', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', begun('GET /cart'), 0)
    for (let number = 0; number < 10_000; number++)
      armed.arm('flooded', begun(`GET /x${number}/y${number}`), 0)
    expect(armed.takeCapture('GET /cart')).toBe(true)
  })

  it('is forgotten where a hundred others have come since', () => {
    const armed = new ArmedBugs()
    armed.arm('old', begun('GET /old'), 0)
    armed.arm('kept', begun('GET /kept'), 0)
    for (let number = 0; number < 99; number++) {
      armed.arm(`bug ${number}`, begun(`GET /${number}`), 0)
      armed.arm('kept', begun('GET /kept'), 0)
    }
    expect(armed.takeCapture('GET /kept')).toBe(true)
    expect(armed.takeCapture('GET /old')).toBe(false)
  })
})

describe('a conflict that was not exact', () => {
  it('has the next five requests traced, whichever they are', () => {
    const armed = new ArmedBugs()
    armed.armAtOnce(0)
    const traced = Array.from({ length: 10 }, () => armed.takeAtOnce())
    expect(traced.filter(Boolean)).toHaveLength(5)
    expect(armed.isEmpty).toBe(true)
  })

  it('has not all requests traced, however many such conflicts there are', () => {
    const armed = new ArmedBugs()
    let traced = 0
    for (let time = 0; time < 10_000; time++) {
      armed.armAtOnce(time)
      if (armed.takeAtOnce()) traced++
    }
    expect(traced).toBeLessThanOrEqual(20 + 10 * 10)
  })

  it('has the keys of a thousand requests noted, where its own beginning was not seen', () => {
    const armed = new ArmedBugs()
    armed.arm('bug', seen('GET /inner'), 0)
    let noted = 0
    for (let request = 0; request < 5000; request++) if (armed.scout()) noted++
    expect(noted).toBe(1000)
  })
})
