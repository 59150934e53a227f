import type { Response } from 'express'

const isAdvertisement = (text: string): boolean => /\b(?:buy|cheap|discount)\b/i.test(text)

/** Answers for a comment that nobody wants to read. */
export function refuseAdvertisement(text: string, res: Response): void {
  if (isAdvertisement(text)) res.status(422).json({ error: 'No advertisements, please.' }) // first
}
