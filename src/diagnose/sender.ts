import type { LocatedSide } from '../locate/locate'
import { appSiteOf } from '../locate/site'

/** The package that sent a response by itself, `koa@3.3.0`; `null` for a line of the application, and for Node. */
export function responderOf(side: LocatedSide): string | null {
  return appSiteOf(side) === null ? side.responder : null
}
