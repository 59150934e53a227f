import { Controller, Get, Param, Res } from '@nestjs/common'
import type { Response } from 'express'

const files: Record<string, string> = { plan: 'first the floor, then the roof' }

@Controller('files')
export class FilesController {
  @Get(':name')
  show(@Param('name') name: string, @Res() res: Response) {
    this.read(name, (error, text) => {
      if (error) {
        return res.status(404).json({ error: error.message })
      }
      res.attachment(`${name}.txt`)
      res.send(text)
    })
  }

  @Get(':name/size')
  size(@Param('name') name: string, @Res({ passthrough: true }) res: Response) {
    res.setHeader('X-Unit', 'characters')
    return { size: files[name]?.length ?? 0 }
  }

  private read(name: string, callback: (error: Error | null, text?: string) => void) {
    const text = files[name]
    if (text === undefined) {
      return setImmediate(() => callback(new Error('no such file')))
    }
    setImmediate(callback, null, text)
  }
}
