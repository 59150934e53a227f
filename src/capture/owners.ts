import { ClientRequest, ServerResponse } from 'node:http'

/**
 * The prototypes on which a method of HTTP/1 messages is to be patched: Node's own, and those of responses and requests
 * where somebody has put a wrapper of it before us (dd-trace does). That one knows Node's method, and calls it past ours.
 */
export function ownersOf(owner: object, name: string): readonly object[] {
  const nearer = [ServerResponse.prototype, ClientRequest.prototype]
  return [owner, ...nearer.filter(prototype => prototype !== owner && Object.hasOwn(prototype, name))]
}
