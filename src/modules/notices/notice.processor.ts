import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { JobPayload } from '../../platform/queue/jobs.js';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { NoticesService } from './notices.service.js';

@Processor('notice', WORKER)
export class NoticeProcessor extends QueueWorker<'notice'> {
  constructor(@Inject(NoticesService) private readonly notices: NoticesService) {
    super();
  }

  protected run({ noticeId }: JobPayload<'notice'>): Promise<void> {
    return this.notices.advance(noticeId);
  }
}
