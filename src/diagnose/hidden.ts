import type { LocatedConflict } from '../locate/locate'
import type { Hidden } from './diagnosis'

/** The error that the second attempt's nearest function was handling; `null` where it held none, or Node's own refusal. */
export function hiddenOf({ held }: LocatedConflict): Hidden | null {
  const error = held?.find(
    ({ name }) => !/ERR_(HTTP2?_HEADERS_SENT|HTTP2_HEADERS_AFTER_RESPOND|STREAM_WRITE_AFTER_END)/.test(name),
  )
  return error === undefined ? null : { name: error.name, message: error.message, site: error.site }
}
