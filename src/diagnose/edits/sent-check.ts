import type { LocatedSide } from '../../locate/locate'

/**
 * What says whether a side's response has been sent, by what the source calls the object that it was sent on: `res.headersSent`.
 * `null` where that object is neither Node's response nor known to have one.
 */
export function sentCheckOf({ via }: Pick<LocatedSide, 'via'>, name: string): string | null {
  const response = responseOf({ via }, name)
  return response === null ? null : `${response}.headersSent`
}

/** Node's response, by what the source calls the object that a side was sent on: Fastify's reply has it as `reply.raw`. */
export function responseOf({ via }: Pick<LocatedSide, 'via'>, name: string): string | null {
  if (via.startsWith('res.')) return name
  return via.startsWith('reply.') ? `${name}.raw` : null
}

/** The same in a sentence, by the usual names. */
export function sentWordOf({ via }: Pick<LocatedSide, 'via'>): string {
  if (via.startsWith('reply.')) return 'reply.raw.headersSent'
  return via.startsWith('ctx.') ? 'ctx.headerSent' : 'res.headersSent'
}
