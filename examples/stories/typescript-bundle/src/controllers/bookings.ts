import type { Request, Response } from 'express'
import { type Booking, rooms } from '../models/rooms'

interface Params {
  room: string
  hour: string
}

export async function book(req: Request<Params, unknown, { name: string }>, res: Response): Promise<void> {
  const room = rooms.get(req.params.room)
  const hour = Number(req.params.hour)
  const taken: Booking | undefined = await room?.at(hour)
  if (taken !== undefined) {
    res.status(409).json({ error: `taken by ${taken.name}` }) // first
  }
  const booking: Booking = { name: req.body.name, hour }
  res.status(201).json(booking) // second
}
