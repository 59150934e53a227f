const userModel = require('../models/user')

exports.create = function create(req, res) {
  userModel.createUser(req.body, (error, user) => {
    if (error) {
      res.status(409).send({ message: error.message }) // first
    }
    res.status(201).send({ id: user?.id }) // second
  })
}
