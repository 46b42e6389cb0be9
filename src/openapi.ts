import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The API's description at /api/openapi.json, and a page to read it at /api/docs. */
export function serveApiDescription(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Insat')
    .setDescription(
      'Everything the inbox page does. Lists are `{ "data": […], "nextCursor": string | null }`; errors are ' +
        'RFC 9457 problems with a stable `code`; times are ISO 8601 in UTC.',
    )
    .setVersion('1')
    .addCookieAuth('insat_session')
    .addBearerAuth({ type: 'http', description: 'A personal access token (`insat_pat_…`)' })
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Insat API',
  });
}
