const { find } = require('./users')

exports.authenticate = function authenticate(req, res, next) {
  const { key } = req.query
  if (!key) {
    res.set('WWW-Authenticate', 'Key')
    return res.status(401).json({ error: 'who are you?' })
  }
  find(key, (error, user) => {
    if (error) return next(error)
    if (!user) {
      return res.status(403).json({ error: 'never heard of you' })
    }
    if (user.isBlocked) {
      const error = new Error('you are blocked')
      error.status = 423
      return next(error)
    }
    req.user = user
    next()
  })
}

exports.authorize = role => (req, res, next) => {
  if (req.user.role === role) {
    next()
  } else {
    res.status(403).json({ error: `for ${role}s` })
  }
}

exports.limit = most => {
  let count = 0
  return function limit(req, res, next) {
    count++
    if (count > most) {
      res.setHeader('Retry-After', '60')
      res.status(429).send('too many')
      return
    }
    return next()
  }
}
