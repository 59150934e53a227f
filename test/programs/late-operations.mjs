// What Node refuses to do, or does not do, for a response that has been sent or has ended.

/** Refused once the head is sent. Some do not exist in every version of Node. */
export const headerOperations = {
  setHeader: res => res.setHeader('X-Late', '1'),
  setHeaders: res => res.setHeaders(new Map([['X-Late', '1']])),
  appendHeader: res => res.appendHeader('X-Late', '1'),
  removeHeader: res => res.removeHeader('X-Late'),
  writeHead: res => res.writeHead(204),
  writeHeader: res => res.writeHeader(204),
  _implicitHeader: res => res._implicitHeader(),
  _renderHeaders: res => res._renderHeaders(),
  writeInformation: res => res.writeInformation(103),
  writeContinue: res => res.writeContinue(),
  writeProcessing: res => res.writeProcessing(),
  writeEarlyHints: res => res.writeEarlyHints({ link: '</a.css>; rel=preload' }),
}

/** Refused, or lost, once the response has ended. */
export const bodyOperations = {
  write: (res, ...more) => res.write('late', ...more),
  end: (res, ...more) => res.end('late', ...more),
}
