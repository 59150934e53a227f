// A board of tasks on NestJS: controllers with and without the response of the platform.
//
// framework: NestJS
// request: GET /tasks
// request: GET /tasks/1
// request: GET /tasks/9
// request: POST /tasks {"title":"paint"}
// request: POST /tasks {"title":""}
// request: GET /tasks/1/card
// request: GET /tasks/9/card
// request: GET /files/plan
// request: GET /files/none
// request: GET /files/plan/size
// request: GET /log

import 'reflect-metadata'
import { type MiddlewareConsumer, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FilesController } from './files.controller'
import { stamp } from './stamp'
import { TasksController } from './tasks.controller'

@Module({ controllers: [TasksController, FilesController] })
class AppModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(stamp).forRoutes('*path')
  }
}

async function start() {
  const app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(process.env.PORT ?? 3000)
  console.log(`listening on http://localhost:${app.getHttpServer().address().port}`)
}

start()
