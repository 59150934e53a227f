import type { NextFunction, Request, Response } from 'express'

export function stamp(req: Request, res: Response, next: NextFunction) {
  if (req.headers['x-stamp'] === 'none') {
    res.status(403).json({ error: 'stamps only' })
    return
  }
  res.setHeader('X-Stamp', 'board')
  next()
}
