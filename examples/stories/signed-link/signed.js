const jwt = require('jsonwebtoken')

const secret = 'not a secret'

module.exports = next =>
  function signed(req, res) {
    try {
      req.user = jwt.verify(req.query.token, secret)
      next(req, res)
    } catch (error) {
      console.error(error.message)
      res.status(401).json({ error: 'the link has expired' }) // second
    }
  }
