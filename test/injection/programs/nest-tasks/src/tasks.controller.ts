import { Body, Controller, Get, HttpStatus, NotFoundException, Param, Post, Res } from '@nestjs/common'
import type { Response } from 'express'

const tasks = [{ id: 1, title: 'build' }]
const log: string[] = []

@Controller()
export class TasksController {
  @Get('tasks')
  list() {
    return tasks
  }

  @Get('tasks/:id')
  show(@Param('id') id: string) {
    const task = tasks.find(task => task.id === Number(id))
    if (task === undefined) throw new NotFoundException('no such task')
    log.push(`read ${id}`)
    return task
  }

  @Post('tasks')
  async create(@Body() body: { title: string }, @Res() res: Response) {
    if (body.title === '') {
      return res.status(HttpStatus.UNPROCESSABLE_ENTITY).json({ error: 'a title, please' })
    }
    await this.save(body.title)
    res.location(`/tasks/${tasks.length}`)
    res.status(HttpStatus.CREATED).json({ id: tasks.length })
  }

  @Get('tasks/:id/card')
  card(@Param('id') id: string, @Res() res: Response) {
    const task = tasks.find(task => task.id === Number(id))
    if (task === undefined) {
      res.status(404).send('no card')
      return
    }
    res.type('text/plain')
    res.send(`[ ] ${task.title}`)
  }

  @Get('log')
  entries() {
    return log
  }

  private async save(title: string) {
    await new Promise(resolve => setImmediate(resolve))
    tasks.push({ id: tasks.length + 1, title })
    log.push(`saved ${title}`)
  }
}
