import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document of the controllers, from their code (operation ids and tags as in the specification). */
export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Parley API')
    .setDescription('Conversations between businesses and their customers, over the contract of Sunshine Conversations v2.')
    .setVersion('17.12.1')
    .addBasicAuth({ type: 'http', scheme: 'basic' }, 'basicAuth')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearerAuth')
    .build();
  return SwaggerModule.createDocument(app, config);
}
