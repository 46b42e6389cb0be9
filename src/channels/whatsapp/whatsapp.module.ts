import { Module } from '@nestjs/common';
import { WhatsappAdapter } from './whatsapp.adapter.js';
import { CloudController } from './whatsapp.cloud-controller.js';
import { CloudCredentials } from './whatsapp.cloud-credentials.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { CloudMedia } from './whatsapp.cloud-media.js';
import { CloudSender } from './whatsapp.cloud-sender.js';
import { CloudTemplates } from './whatsapp.cloud-templates.js';

@Module({
  controllers: [CloudController],
  providers: [CloudCredentials, GraphApi, CloudSender, CloudMedia, CloudTemplates, WhatsappAdapter],
  exports: [WhatsappAdapter],
})
export class WhatsappModule {}
