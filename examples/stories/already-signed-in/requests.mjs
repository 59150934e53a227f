/** Signs in, and looks at the sign-in page once more. */
export default async function request(ask) {
  const signedIn = await ask({ method: 'POST', path: '/session', body: '{"name":"ada"}' })
  const cookie = signedIn.headers.get('set-cookie').split(';', 1)[0]
  await ask({ method: 'GET', path: '/login', headers: { cookie } })
}
