const articles = [{ slug: 'hello', title: 'Hello', text: 'The first article.' }]

articles.comments = async article => (article ? ['Welcome!'] : [])

module.exports = articles
