import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createDocument, TITLE } from './document.js';

/** Serves the document at `/openapi.json` and a page about it at `/docs`; its assets are our own, so it works without the internet. */
export function serveDocument(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createDocument(app), {
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: TITLE,
    // The layout without the bar of Swagger UI's own logo.
    swaggerOptions: { layout: 'BaseLayout' },
  });
}
