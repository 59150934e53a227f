const request = require('supertest')
const app = require('../app')

test('says that there is no such company', async () => {
  await request(app).get('/company/atlantis').expect(404)
})

test('shows a company', async () => {
  await request(app)
    .get('/company/acme')
    .expect(200, { company: { name: 'Acme Corporation' } })
})
