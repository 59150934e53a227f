// Stories that the tool does not tell yet, and why. They are run all the same: one that is told after all is taken off.
export const unsolved = {
  'http2-answer': 'responses over HTTP/2 are not watched yet',
  'proxy-header': 'outgoing requests are not watched yet',
  'raw-and-body':
    'Koa looks whether the response has gone and drops the body itself, so that Node refuses nothing',
}
