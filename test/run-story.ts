import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { leaveWhenIdle, makeRequests, marksOf, stories } from '../examples/run.mjs'
import { node, type Run, type Start, startFile } from './run-node'

/** What a client got: an answer, or the code of the error that it had instead. */
export type Answer =
  | { readonly status: number | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly error: unknown }

/** Starts a story, makes the requests that it asks for and waits until nothing is left for it to do. */
export async function runStory(name: string, start: Start): Promise<Run & { answers: Answer[] }> {
  const folder = join(stories, name)
  const flags = ['--require', leaveWhenIdle, ...(start.flags ?? [])]
  const server = startFile(join(folder, 'app.js'), { ...start, flags })

  const origin = (await server.printed(/listening on (\S+)/))?.[1]
  const answers: Answer[] = []
  if (origin !== undefined) {
    const { requests } = marksOf(folder)
    for (const { method, path, body } of requests) answers.push(await ask(origin + path, method, body))
    // What cannot be said in a line, the story does itself; then its answers come without headers.
    if (requests.length === 0)
      for (const answer of await makeRequests(folder, origin, { node }))
        answers.push('error' in answer ? answer : { ...answer, headers: {} })
  }
  server.signal('SIGUSR2')
  return { ...(await server.ended), answers }
}

async function ask(url: string, method: string, body: string | undefined): Promise<Answer> {
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
