/**
 * What only looks like a response or a stream of HTTP/2, to have a method of Node refuse it. Both look at what they keep by
 * symbols that only Node has: whatever is asked for and not given is the object itself.
 */
export function standInFor(traits: object): object {
  const own: object = { headersSent: false, destroyed: false, closed: false, ...traits }
  return new Proxy(own, {
    get: (target, key, receiver) => (Object.hasOwn(target, key) ? Reflect.get(target, key) : receiver),
  })
}
