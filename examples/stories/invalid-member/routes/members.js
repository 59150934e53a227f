const { saveMember } = require('../models/member')

exports.join = (req, res) => {
  saveMember(req.body, function answer(error, member) {
    if (error) return res.status(400).json({ error: error.message }) // first
    res.status(201).json(member) // second
  })
}
