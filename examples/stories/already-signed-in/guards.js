exports.onlyGuests = function onlyGuests(req, res, next) {
  if (req.session.user) res.redirect('/') // first
  next()
}
