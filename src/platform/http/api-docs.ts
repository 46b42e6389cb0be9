import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Doors } from '../access/doors.js';

/** Where the API's description and its page are. */
const DOCUMENT = 'api/openapi.json';
const PAGE = 'api/docs';
/** Webhooks and the widget's doors are described where the channels are; this is staff's API and its health. */
const DESCRIBED = /^\/(api\/v1|health)(\/|$)/;

const PROBLEM = {
  description: 'What went wrong (RFC 9457)',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  },
};

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', enum: ['about:blank'] },
    title: { type: 'string', description: 'In Arabic or English, by Accept-Language' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable name of the error' },
    params: { type: 'object', additionalProperties: true },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

/**
 * Serves the API's description at /api/openapi.json and a page to read and try it at /api/docs, from files of
 * our own. Call after the routes are known and before `app.init()`.
 */
export function setUpApiDocs(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup(
    PAGE,
    app,
    () => {
      document ??= describeApi(app);
      return document;
    },
    { jsonDocumentUrl: DOCUMENT, raw: ['json'], customSiteTitle: 'Insat API' },
  );
}

/** The OpenAPI document, from the routes and the schemas that check them. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Insat')
    .setDescription(
      'Everything that the inbox does. Sign in with `POST /api/v1/auth/login` and keep the cookie, or send a personal access token. Lists page by `cursor`; times are ISO 8601 in UTC; errors are problem+json.',
    )
    .setVersion('1')
    .addCookieAuth('insat_session', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', description: 'insat_pat_…' }, 'token')
    .addSecurityRequirements('session')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
  };
  document.paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => DESCRIBED.test(path)),
  );
  const rules = new Map(
    app
      .get(Doors)
      .all()
      .map((door) => [door.name, door.rule]),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      operation.responses = { ...operation.responses, default: PROBLEM };
      const rule = rules.get(`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
      if (rule?.kind === 'public') operation.security = [];
      if (rule?.kind === 'permission') {
        operation.description =
          `${operation.description ?? ''}\n\nNeeds the permission \`${[rule.permission, ...rule.or].join('` or `')}\`.`.trim();
      }
    }
  }
  return JSON.parse(JSON.stringify(document, readable)) as OpenAPIObject;
}

/** Leaves out what Zod writes for machines only: the pattern beside a format, the bounds of every integer. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const schema = value as Record<string, unknown>;
  const kept = Object.entries(schema).filter(
    ([key, bound]) =>
      !(key === 'pattern' && typeof schema['format'] === 'string') &&
      !(key === 'minimum' && bound === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && bound === Number.MAX_SAFE_INTEGER),
  );
  return Object.fromEntries(kept);
}
