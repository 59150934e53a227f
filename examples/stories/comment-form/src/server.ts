import express, { type Request, type Response } from 'express'
import { refuseAdvertisement } from './guard'

interface Comment {
  author: string
  text: string
}

const comments: Comment[] = []
const app = express()
app.use(express.json())

app.post('/comments', function publish(req: Request<object, unknown, Comment>, res: Response): void {
  const { author, text } = req.body
  refuseAdvertisement(text, res)
  comments.push({ author, text })
  res.status(201).json({ count: comments.length }) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  const address = server.address()
  console.log(`listening on http://localhost:${typeof address === 'object' ? address?.port : address}`)
})
