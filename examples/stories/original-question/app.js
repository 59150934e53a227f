// The program behind the question of 2011: a site lets people sign in with Facebook through connect-auth, and sends
// those who were refused to a page of their own. Whoever follows connect-auth's README writes it like this.
//
// request: GET /auth/facebook
// cause: two-responders

const express = require('express')
const auth = require('connect-auth')

const app = express.createServer()

app.use(express.cookieParser())
app.use(express.session({ secret: 'keyboard cat' }))
app.use(
  auth([
    auth.Facebook({
      appId: '211462485585018',
      appSecret: 'not a secret',
      scope: 'email',
      callback: 'http://localhost:3000/auth/facebook',
    }),
  ]),
)

app.get('/', (_req, res) => res.send('<a href="/auth/facebook">Sign in with Facebook</a>'))

app.get('/auth/facebook', function signIn(req, res) {
  req.authenticate('facebook', (_error, authenticated) => { // first
    if (authenticated) {
      res.send(`Welcome, ${req.getAuthDetails().user.name}`)
    } else {
      res.redirect('/noauth') // second
    }
  })
})

app.get('/noauth', (_req, res) => res.send('Sorry, you are not signed in.'))

app.listen(process.env.PORT || 3000, function listening() {
  console.log(`listening on http://localhost:${this.address().port}`)
})
