import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';

/**
 * Lets the widget call from whatever site it stands on. Any origin may: there is no cookie to abuse, the
 * visitor's token travels in a header that only the widget knows.
 */
@Injectable()
export class WebsiteCors implements NestMiddleware<IncomingMessage, ServerResponse> {
  use(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'retry-after');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .writeHead(204, {
        'access-control-allow-methods': 'GET, POST, PUT',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '86400',
      })
      .end();
  }
}
