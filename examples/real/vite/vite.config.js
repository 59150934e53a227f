module.exports = { server: { proxy: { '/api': process.env.UPSTREAM } } }
