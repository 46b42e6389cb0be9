import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AttestationCodes } from './attestation.codes.js';
import { CURRENT_DECLARATION } from './attestation.declaration.js';
import { AttestationsService, isSignable } from './attestations.service.js';
import type { RequestState } from './request.states.js';
import { RequestNotFoundError } from './requests.errors.js';

/** What the page shows before somebody signs. */
@Injectable()
export class AttestationForms {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AttestationsService) private readonly attestations: AttestationsService,
    @Inject(AttestationCodes) private readonly codes: AttestationCodes,
  ) {}

  /** @throws RequestNotFoundError */
  async of(requestId: string) {
    const [request] = await this.database.query<{ state: RequestState }>(
      'SELECT state FROM support_request WHERE id = $1',
      [requestId],
    );
    if (!request) throw new RequestNotFoundError(requestId);
    const { content, sha256, revision } = await this.attestations.snapshotOf(this.database, requestId);
    const history = await this.attestations.history(this.database, requestId);
    return {
      revision,
      sha256: sha256.toString('hex'),
      language: content.language,
      /** Whether it can be signed where it stands. */
      open: isSignable(request.state),
      declaration: CURRENT_DECLARATION,
      /** Exactly this is signed. */
      content,
      inForce: history.find(({ voidedAt }) => voidedAt === null) ?? null,
      history,
      codePlaces: await this.codes.places(requestId),
    };
  }
}
