import { Module } from '@nestjs/common';
import { EmailAdapter } from './email.adapter.js';
import { EmailBookmarks } from './email.bookmark.js';
import { EmailController } from './email.controller.js';
import { EmailMailboxes } from './email.imap.js';
import { MailboxLocks } from './email.lock.js';
import { EmailSender } from './email.sender.js';
import { EmailSettings } from './email.settings.js';

@Module({
  controllers: [EmailController],
  providers: [EmailSettings, EmailSender, EmailBookmarks, MailboxLocks, EmailMailboxes, EmailAdapter],
  exports: [EmailAdapter],
})
export class EmailModule {}
