module.exports = {
  mode: 'development',
  module: { rules: [{ test: /\.html$/, type: 'asset/resource', generator: { filename: 'app/[base]' } }] },
  devServer: { devMiddleware: { etag: 'weak' }, static: { directory: 'public' } },
}
