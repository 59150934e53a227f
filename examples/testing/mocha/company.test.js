const request = require('supertest')
const app = require('../app')

it('says that there is no such company', () => request(app).get('/company/atlantis').expect(404))

it('shows a company', () =>
  request(app)
    .get('/company/acme')
    .expect(200, { company: { name: 'Acme Corporation' } }))
