import { Body, Controller, Get, Header, Inject, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access/access.js';
import { networkOf } from '../../platform/http/network.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { AttestationCodes } from './attestation.codes.js';
import { AttestationForms } from './attestation.forms.js';
import { AttestationPapers } from './attestation.papers.js';
import {
  attestationBody,
  attestationCodeBody,
  attestationId,
  attestedRequestId,
  type NewAttestation,
} from './attestations.schemas.js';
import { AttestationsService } from './attestations.service.js';

@ApiTags('requests')
@Controller('api/v1/requests/:id')
export class AttestationsController {
  constructor(
    @Inject(AttestationsService) private readonly attestations: AttestationsService,
    @Inject(AttestationForms) private readonly forms: AttestationForms,
    @Inject(AttestationCodes) private readonly codes: AttestationCodes,
    @Inject(AttestationPapers) private readonly papers: AttestationPapers,
  ) {}

  @Get('attestation/form')
  @Allow('requests.write')
  @Header('Cache-Control', 'private, no-store')
  @ApiOperation({ summary: 'What will be signed, what was signed, and where a code can go' })
  form(@Param('id', { schema: attestedRequestId }) id: string) {
    return this.forms.of(id);
  }

  @Post('attestations')
  @Allow('requests.write')
  @ApiOperation({
    summary: 'The person signs: on the screen, by code, by a witnessed mark, or on paper that is scanned',
  })
  attest(
    @Param('id', { schema: attestedRequestId }) id: string,
    @Body({ schema: attestationBody }) given: NewAttestation,
    @CurrentStaff() staff: SignedInStaff,
    @Req() request: FastifyRequest,
  ) {
    return this.attestations.attest(id, given, {
      staffId: staff.id,
      userAgent: request.headers['user-agent'] ?? '',
      network: networkOf(request.socket.remoteAddress ?? '', request.headers),
    });
  }

  @Post('attestation-codes')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Send the person a code with which they attest; nobody here can read it' })
  sendCode(
    @Param('id', { schema: attestedRequestId }) id: string,
    @Body({ schema: attestationCodeBody }) { contactPointId }: { contactPointId?: string },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.codes.send(id, contactPointId, staff.id);
  }

  @Get('attestations/:aid/pdf')
  @Allow('requests.write')
  @Header('Cache-Control', 'private, no-store')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'What was signed, to print; npm run verify-attestation checks it' })
  async pdf(
    @Param('id', { schema: attestedRequestId }) id: string,
    @Param('aid', { schema: attestationId }) aid: string,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.papers.pdf(id, aid), {
      type: 'application/pdf',
      disposition: 'inline; filename="attestation.pdf"',
    });
  }
}
