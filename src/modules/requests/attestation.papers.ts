import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { SettingsService } from '../staff/settings.service.js';
import type { Evidence } from './attestation.evidence.js';
import { attestationPdf } from './attestation-pdf.js';
import { AttestationsService } from './attestations.service.js';

/** Pages of a signed paper in one file: all of them are held in memory. */
const MOST_PAGES = 60;

/** Makes the paper of an attestation, to print and to check. */
@Injectable()
export class AttestationPapers {
  constructor(
    @Inject(AttestationsService) private readonly attestations: AttestationsService,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(PagePictures) private readonly pictures: PagePictures,
    @Inject(SettingsService) private readonly settings: SettingsService,
  ) {}

  /** @throws AttestationNotFoundError */
  async pdf(requestId: string, id: string): Promise<Buffer> {
    const { canonical, evidence, device, ...attestation } = await this.attestations.open(requestId, id);
    const { organisationName } = await this.settings.get();
    const drawn = evidence?.contentType === 'image/png' && attestation.method !== 'scan';
    return attestationPdf({
      organisation: organisationName[attestation.language],
      attestation,
      canonical,
      userAgent: device.userAgent ?? '',
      drawing: drawn ? await this.read(evidence) : null,
      pages: evidence && !drawn ? await this.pages(evidence) : [],
    });
  }

  private async read({ key }: Evidence): Promise<Buffer> {
    return buffer((await this.files.open(key)).stream);
  }

  private async pages(evidence: Evidence): Promise<Buffer[]> {
    const count = Math.min(await this.pictures.count(evidence), MOST_PAGES);
    const pages: Buffer[] = [];
    // One after the other: pages are drawn one at a time.
    for (let page = 1; page <= count; page += 1) pages.push(await this.pictures.read(evidence, page));
    return pages;
  }
}
