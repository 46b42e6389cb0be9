import { Inject, Injectable } from '@nestjs/common';
import { PartUploads, type WholeFile } from '../../channels/core/part-uploads.js';
import type { UploadedFile } from '../../channels/core/uploaded-files.js';
import { Database } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { NoticesDue } from '../requests/notices-due.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { RequestsService } from '../requests/requests.service.js';
import { personOf } from './tracking.deeds.js';
import { PaperNotWantedError } from './tracking.errors.js';
import { TrackedRequests } from './tracking.requests.js';
import type { Tracked } from './tracking.sessions.js';
import { isWanted, TAKES_PAPERS } from './tracking.view.js';

/** Pages of every paper, and some that were photographed again. */
const MOST_FILES = 60;

/** Papers that people send in on their own page, part by part. */
@Injectable()
export class TrackedPapers {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PartUploads) private readonly uploads: PartUploads,
    @Inject(TrackedRequests) private readonly requests: TrackedRequests,
    @Inject(RequestsService) private readonly intake: RequestsService,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(NoticesDue) private readonly notices: NoticesDue,
    @Inject(ConversationsOutbound) private readonly conversations: ConversationsOutbound,
  ) {}

  /** @throws TooManyFilesError, FileTooLargeError */
  async keepPart({ requestId }: Tracked, fileId: string, number: number, content: Buffer): Promise<void> {
    await this.uploads.keepPart({ ownerId: requestId, fileId, number }, content, MOST_FILES);
  }

  /**
   * Puts the parts together. Once they are all there the paper has come: the request has it, its officer reads so in
   * the conversation, and reminders stop. The same file again changes nothing.
   * @returns the parts that have yet to come
   * @throws PaperNotWantedError, FileTypeRefusedError
   */
  async finish(
    tracked: Tracked,
    key: string,
    { fileId, ...whole }: WholeFile & { fileId: string },
  ): Promise<{ missing: number[] }> {
    const { missing, file } = await this.uploads.finish(tracked.requestId, fileId, whole);
    if (!file) return { missing };
    const [stored] = await this.uploads.claim(tracked.requestId, [fileId]);
    await this.arrived(tracked, key, stored!);
    return { missing };
  }

  private async arrived(tracked: Tracked, key: string, file: UploadedFile): Promise<void> {
    const { requestId } = tracked;
    await this.database.transaction(async (tx) => {
      await this.transitions.lock(tx, requestId);
      const [known] = await tx.query(
        'SELECT id FROM request_file WHERE request_id = $1 AND storage_key = $2 AND paper_key = $3',
        [requestId, file.key, key],
      );
      if (known) return;
      const { state } = await this.requests.state(tx, requestId);
      const paper = (await this.requests.papers(tx, requestId)).find((each) => each.key === key);
      // Further pages of one that has come are welcome until somebody has looked at it.
      const wanted = paper && (isWanted(paper) || paper.state === 'received');
      if (!wanted || !TAKES_PAPERS.includes(state)) throw new PaperNotWantedError(key);
      const { key: storageKey, fileName, contentType, size } = file;
      await this.intake.addFiles(
        tx,
        requestId,
        [{ storageKey, fileName, contentType, size, source: 'person', paperKey: key }],
        personOf(tracked),
      );
      const left = (await this.requests.papers(tx, requestId)).some(
        (each) => each.required && isWanted(each),
      );
      if (!left) await this.notices.cancel(tx, requestId, ['missing_papers', 'reminder']);
      await this.conversations.remark(tx, [
        {
          conversationId: tracked.conversationId,
          notice: 'paper_received',
          text: translate('ar', 'track.note.paper', {
            paper: paper.label.ar,
            file: file.fileName,
            reference: tracked.reference,
          }),
        },
      ]);
    });
  }
}
