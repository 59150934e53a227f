import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readReports } from '../report-reader'
import type { Opening } from './editor'
import { viewOf } from './view'

/** A running server for the page of some report files. */
export interface LiveView {
  readonly url: string
  close(): void
}

/** Milliseconds between two checks of a file. */
const interval = 500

/**
 * Serves the page on the loopback, made anew for each request, and says when the files change. They need not be there yet. The
 * address has a random part, as other users of the machine reach the port, too. Nothing is written.
 */
export async function serveView(files: readonly string[], opening: Opening): Promise<LiveView> {
  const token = randomBytes(16).toString('base64url')
  const listeners = new Set<ServerResponse>()
  const server = createServer((req, res) => {
    if (!isMeant(req, server)) return refuse(res, 403)
    if (req.method !== 'GET' && req.method !== 'HEAD') return refuse(res, 405)
    if (req.url === `/${token}/`) return sendPage(files, opening, res)
    if (req.url === `/${token}/events`) return sendEvents(listeners, res)
    refuse(res, 404)
  })
  const onChange = () => {
    for (const res of listeners) res.write('event: reports\ndata:\n\n')
  }
  for (const file of files) watchFile(file, { interval }, onChange)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server)}/${token}/`,
    close: () => {
      for (const file of files) unwatchFile(file, onChange)
      server.close()
      server.closeAllConnections()
    },
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

// DNS rebinding: another site's name may lead to this address, and the browser sends that name.
function isMeant({ headers }: IncomingMessage, server: Server): boolean {
  const port = portOf(server)
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`
}

function refuse(res: ServerResponse, status: number, reason = ''): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  res.end(reason)
}

function sendPage(files: readonly string[], opening: Opening, res: ServerResponse): void {
  let page: string
  try {
    const there = files.filter(file => existsSync(file))
    const reports = readReports(there.map(name => ({ name, text: readFileSync(name, 'utf8') })))
    page = viewOf(reports, { opening, isLive: true })
  } catch (error) {
    // A file that has become a folder, or too long to be a text: the next request may find another.
    refuse(res, 500, `The reports cannot be read: ${(error as Error).message}\n`)
    return
  }
  res.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  })
  res.end(page)
}

function sendEvents(listeners: Set<ServerResponse>, res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  res.flushHeaders()
  listeners.add(res)
  res.once('close', () => listeners.delete(res))
}
