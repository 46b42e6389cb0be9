import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { MediaService } from './media.service.js';

@Processor('media', { ...WORKER, concurrency: 2 })
export class MediaProcessor extends QueueWorker<'media'> {
  constructor(@Inject(MediaService) private readonly media: MediaService) {
    super();
  }

  protected run(): Promise<void> {
    return this.media.fetchDue();
  }
}
