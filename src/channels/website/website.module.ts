import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { WebsiteAdapter } from './website.adapter.js';
import { WebsiteController } from './website.controller.js';
import { WebsiteCors } from './website.cors.js';
import { WebsiteGateway } from './website.gateway.js';
import { VisitorGuard } from './website.guard.js';
import { WebsiteLimits } from './website.limits.js';
import { WebsiteMailbox } from './website.mailbox.js';
import { UploadSlots } from './website.upload-slots.js';
import { WebsiteUploads } from './website.uploads.js';
import { WebsiteVisitors } from './website.visitors.js';

@Module({
  controllers: [WebsiteController],
  providers: [
    WebsiteAdapter,
    WebsiteMailbox,
    WebsiteVisitors,
    WebsiteUploads,
    UploadSlots,
    WebsiteLimits,
    VisitorGuard,
    WebsiteGateway,
  ],
  exports: [WebsiteAdapter],
})
export class WebsiteModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(WebsiteCors).forRoutes('channels/website/*path');
  }
}
