const all = [{ id: 1, title: 'First' }]

exports.posts = {
  async all() {
    return [...all]
  },

  async get(id) {
    await new Promise(resolve => setTimeout(resolve, 1))
    return all.find(post => post.id === id)
  },

  async add(title) {
    const post = { id: all.length + 1, title }
    all.push(post)
    return post
  },
}

exports.readBody = req =>
  new Promise((resolve, reject) => {
    let text = ''
    req.on('data', chunk => {
      text += chunk
    })
    req.on('end', () => resolve(text))
    req.on('error', reject)
  })
