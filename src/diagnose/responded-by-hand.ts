/** How an application tells a framework that it has responded by hand, by the package that would respond too. */
const words: Readonly<Record<string, string>> = {
  // https://hapi.dev/api/?v=21.4.0#h.abandon
  '@hapi/hapi': 'return `h.abandon` from the handler',
  // https://github.com/honojs/node-server#direct-response-from-nodejs-api
  '@hono/node-server': 'return `RESPONSE_ALREADY_SENT` of `@hono/node-server/utils/response`',
  // https://fastify.dev/docs/latest/Reference/Reply/#hijack
  fastify: 'call `reply.hijack()` before it',
  // https://koajs.com/#ctx-respond
  koa: 'set `ctx.respond = false`',
  // https://docs.nestjs.com/controllers#library-specific-approach
  '@nestjs/core':
    'inject `@Res()` without `passthrough` into a controller, and throw an `HttpException` elsewhere',
  // https://github.com/vercel/micro
  micro: 'return nothing from the handler',
}

/** What an application does to say so, for a package as reports name it, `koa@3.3.0`; `null` where that is not known. */
export function wordForResponseByHand(versioned: string): string | null {
  return words[versioned.replace(/(?!^)@[^@]*$/, '')] ?? null
}
