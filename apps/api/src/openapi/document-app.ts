import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CONTROLLERS } from '../controllers.js';

/** What a controller's constructor asks for; its types are there at run time because of `emitDecoratorMetadata`. */
const dependenciesOf = (controller: Type): Type[] => (Reflect.getMetadata('design:paramtypes', controller) as Type[] | undefined) ?? [];

@Module({})
class DocumentModule {}

/** The controllers without what stands behind them: enough to read their decorators, and no database is needed. */
export async function documentApp(): Promise<INestApplication> {
  const services = [...new Set(CONTROLLERS.flatMap(dependenciesOf))];
  const module = {
    module: DocumentModule,
    controllers: CONTROLLERS,
    providers: services.map((service) => ({ provide: service, useValue: {} })),
  };
  return NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false });
}
