require('reflect-metadata')
const { Module } = require('@nestjs/common')
const { NestFactory } = require('@nestjs/core')
const { ServeStaticModule } = require('@nestjs/serve-static')

class AppModule {}
Module({ imports: [ServeStaticModule.forRoot({ rootPath: process.env.CLIENT })] })(AppModule)

NestFactory.create(AppModule).then(app => app.listen(3000))
