/** Uploads a photo. */
export default async function request(ask) {
  const body = new FormData()
  body.append('photo', new Blob(['not much of a photo']), 'cat.jpg')
  await ask({ method: 'POST', path: '/photos', body })
}
