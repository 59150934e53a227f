// A recipe book on Fastify whose handlers return what is to be sent: plugins, async hooks, errors that are thrown.
//
// framework: Fastify
// request: GET /recipes
// request: GET /recipes/soup
// request: GET /recipes/cake
// request: POST /recipes {"name":"tea","steps":["boil","pour"]}
// request: POST /recipes {"name":"tea"}
// request: GET /recipes/tea/steps
// request: GET /recipes/cake/steps
// request: GET /random
// request: GET /secret
// request: GET /print/soup
// request: GET /counts

const fastify = require('fastify')

const app = fastify()
const counts = { reads: 0, prints: 0 }

async function recipesPlugin(instance) {
  const recipes = new Map([['soup', ['chop', 'cook']]])

  instance.decorate('recipe', async name => {
    await new Promise(resolve => setImmediate(resolve))
    counts.reads++
    return recipes.get(name)
  })

  instance.get('/recipes', async () => [...recipes.keys()])

  instance.get('/recipes/:name', async (request, reply) => {
    const steps = await instance.recipe(request.params.name)
    if (steps === undefined) {
      reply.code(404)
      return { error: 'no such recipe' }
    }
    return { name: request.params.name, steps: steps.length }
  })

  instance.post('/recipes', async (request, reply) => {
    const { name, steps } = request.body
    if (!Array.isArray(steps)) {
      const error = new Error('steps, please')
      error.statusCode = 422
      throw error
    }
    recipes.set(name, steps)
    reply.code(201)
    return { name }
  })

  instance.get('/recipes/:name/steps', async (request, reply) => {
    const steps = await instance.recipe(request.params.name)
    if (!steps) return reply.callNotFound()
    return steps
  })

  instance.get('/print/:name', async (request, reply) => {
    const steps = await instance.recipe(request.params.name)
    counts.prints++
    reply.type('text/plain')
    return steps.join('\n')
  })
}

app.addHook('preHandler', async (request, reply) => {
  if (request.url === '/secret') {
    await reply.code(401).send({ error: 'not yours' })
    return reply
  }
})

app.register(recipesPlugin)

app.get('/random', async () => ({ recipe: 'soup' }))

app.get('/secret', async () => ({ ingredient: 'salt' }))

app.get('/counts', async () => counts)

app.setNotFoundHandler((request, reply) => {
  reply.code(404).send({ error: 'nothing cooks here' })
})

app.listen({ port: Number(process.env.PORT ?? 3000) }, (error, address) => {
  if (error) throw error
  console.log(`listening on ${address}`)
})
