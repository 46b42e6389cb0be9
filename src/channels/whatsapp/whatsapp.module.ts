import { Module } from '@nestjs/common';
import { WhatsappAdapter } from './whatsapp.adapter.js';
import { CloudController } from './whatsapp.cloud-controller.js';
import { CloudCredentials } from './whatsapp.cloud-credentials.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { CloudMedia } from './whatsapp.cloud-media.js';
import { CloudSender } from './whatsapp.cloud-sender.js';
import { CloudTemplates } from './whatsapp.cloud-templates.js';
import { LinkedMedia } from './whatsapp.linked-media.js';
import { LinkedPhone } from './whatsapp.linked-phone.js';
import { LinkRecords } from './whatsapp.linked-records.js';
import { LinkedSender } from './whatsapp.linked-sender.js';
import { LinkedSettings } from './whatsapp.linked-settings.js';

@Module({
  controllers: [CloudController],
  providers: [
    CloudCredentials,
    GraphApi,
    CloudSender,
    CloudMedia,
    CloudTemplates,
    LinkedSettings,
    LinkRecords,
    LinkedPhone,
    LinkedSender,
    LinkedMedia,
    WhatsappAdapter,
  ],
  exports: [WhatsappAdapter],
})
export class WhatsappModule {}
