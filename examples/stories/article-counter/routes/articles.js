const { articles, users } = require('../database')

exports.create = function createArticle(req, res, next) {
  articles.insert(req.body, function saved(error, article) {
    if (error) return next(error)
    users.update({ _id: article.author }, { $inc: { articles: 1 } }, {}, function counted(error, count) {
      if (error) return next(error)
      res.status(201).json({ article, counted: count }) // second
    })
    res.status(201).json({ article }) // first
  })
}
