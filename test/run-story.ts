import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { leaveWhenIdle, makeRequests, marksOf, stories } from '../examples/run.mjs'
import { node, type Run, type Start, startFile } from './run-node'

/** What a client got: a response, or the code of the error that it had instead. */
export type Received =
  | { readonly status: number | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly error: unknown }

/** Starts a story, makes its requests and waits until nothing is left for it to do. */
export async function runStory(name: string, start: Start): Promise<Run & { received: Received[] }> {
  const folder = join(stories, name)
  const flags = ['--require', leaveWhenIdle, ...(start.flags ?? [])]
  const server = startFile(join(folder, 'app.js'), { ...start, flags })

  const origin = (await server.printed(/listening on (\S+)/))?.[1]
  const received: Received[] = []
  if (origin !== undefined) {
    const { requests } = marksOf(folder)
    for (const { method, path, body } of requests) received.push(await ask(origin + path, method, body))
    // What cannot be said in a line, the story does itself; then its responses come without headers.
    if (requests.length === 0)
      for (const response of await makeRequests(folder, origin, { node }))
        received.push('error' in response ? response : { ...response, headers: {} })
  }
  server.signal('SIGUSR2')
  return { ...(await server.ended), received }
}

async function ask(url: string, method: string, body: string | undefined): Promise<Received> {
  const headers = { 'User-Agent': 'node', 'Content-Type': 'application/json' }
  const sent = request(url, { method, agent: false, headers }).end(body)
  try {
    const [response] = await once(sent, 'response')
    const { date: _, ...headers } = response.headers
    return { status: response.statusCode, headers, body: await text(response) }
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code }
  }
}
