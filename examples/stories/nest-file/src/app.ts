// A Nest service that hands out files. The handler wanted a header of its own, asked for the response, sent the file with it, and
// still returns what it returned before: with `passthrough` Nest answers with the returned value as well.
//
// request: GET /files/manual
// second: @nestjs/platform-express
// cause: two-responders

import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FilesController } from './files.controller'

@Module({ controllers: [FilesController] })
class AppModule {}

async function start() {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
  await app.listen(process.env.PORT || 3000)
  console.log(`listening on http://localhost:${app.getHttpServer().address().port}`)
}

start()
