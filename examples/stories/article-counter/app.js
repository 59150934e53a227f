// A blog that counts what its authors have written. Saving an article starts the counting; when both were done, somebody
// wanted to see the count in the answer and added a second answer instead of moving the first.
//
// request: POST /articles {"author":"ada","title":"On engines"}
// cause: parallel-paths

const express = require('express')
const articles = require('./routes/articles')

const app = express()
app.use(express.json())
app.post('/articles', articles.create)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
