import type { NextFunction, Request, Response } from 'express'
import type { Ledger } from '../services/ledger'
import { Conflict, type Rooms } from '../services/rooms'

type Handler = (req: Request, res: Response, next: NextFunction) => unknown

export class RoomsController {
  constructor(
    private readonly rooms: Rooms,
    private readonly ledger: Ledger,
  ) {}

  list: Handler = (_req, res) => {
    res.json(this.rooms.all())
  }

  find: Handler = async (req, res, next) => {
    const room = await this.rooms.get(Number(req.params.id))
    if (room === undefined) {
      return res.status(404).json({ error: 'no such room' })
    }
    res.locals.room = room
    next()
  }

  show: Handler = (_req, res) => {
    const { room } = res.locals
    res.setHeader('X-Beds', String(room.beds))
    res.json(room)
  }

  book: Handler = async (req, res) => {
    const { guest, nights } = req.body as { guest: string; nights: number }
    if (guest === '') {
      res.status(422).json({ error: 'who comes?' })
      return
    }
    try {
      const booking = await this.rooms.book(res.locals.room, guest, nights)
      res.cookie('guest', guest)
      res.status(201).json(booking)
    } catch (error) {
      if (error instanceof Conflict) {
        return res.status(409).json({ error: error.message })
      }
      throw error
    }
  }

  invoice: Handler = (_req, res, next) => {
    this.ledger
      .sumOf(res.locals.room.id)
      .then(sum => {
        if (sum === 0) return this.nothing(res)
        res.format({ json: () => res.json({ sum }), default: () => res.send(String(sum)) })
      })
      .catch(next)
  }

  private nothing(res: Response): void {
    res.status(404).json({ error: 'nothing to pay' })
  }
}
