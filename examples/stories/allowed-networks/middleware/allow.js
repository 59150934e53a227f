module.exports = function allow(networks) {
  return function checkNetwork(req, res, next) {
    let isAllowed = false
    for (const network of networks) {
      if (network.test(req.socket.remoteAddress)) {
        isAllowed = true
        next()
      }
    }
    if (!isAllowed) {
      res.writeHead(403)
      res.end()
    }
  }
}
