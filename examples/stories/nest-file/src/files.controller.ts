import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common'

const files: Record<string, { name: string; text: string }> = {
  manual: { name: 'manual.txt', text: 'Turn it off and on again.\n' },
}

@Controller('files')
export class FilesController {
  @Get(':id')
  show(@Param('id') id: string, @Res({ passthrough: true }) res: any) {
    const file = files[id]
    if (file === undefined) throw new NotFoundException()
    res.attachment(file.name).send(file.text) // first
    return { id, name: file.name }
  }
}
