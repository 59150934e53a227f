/** Reads a page, and asks again as a browser that has it. */
export default async function request(ask) {
  const page = await ask({ method: 'GET', path: '/tides/emden' })
  const headers = { 'if-none-match': page.headers.get('etag'), 'cache-control': 'max-age=0' }
  await ask({ method: 'GET', path: '/tides/emden', headers })
}
