import { Body, Controller, Get, Inject, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  type BeneficiaryBody,
  beneficiaryBody,
  beneficiaryListQuery,
  beneficiaryListSchema,
  type ChangeContactPointBody,
  type ContactPointDetail,
  changeContactPointBody,
  contactPointDetailSchema,
  foundContactPointsSchema,
  idParam,
} from './beneficiaries.schemas.js';
import { ContactSearch } from './beneficiaries.search.js';
import { BeneficiariesService } from './beneficiaries.service.js';

@ApiTags('contact points')
@Controller('api/v1/contact-points')
export class ContactPointsController {
  constructor(
    @Inject(BeneficiariesService) private readonly beneficiaries: BeneficiariesService,
    @Inject(ContactSearch) private readonly search: ContactSearch,
  ) {}

  @Allow('conversations.read')
  @Get()
  @ApiOperation({ summary: 'Who is this? By a part of a name or number, or a whole ID number' })
  @ApiOkResponse({ standardSchema: foundContactPointsSchema })
  async find(@Query({ schema: beneficiaryListQuery }) { q }: z.infer<typeof beneficiaryListQuery>) {
    return { data: await this.search.find(q) };
  }

  @Allow('conversations.read')
  @Get(':id')
  @ApiOkResponse({ standardSchema: contactPointDetailSchema })
  get(@Param('id', { schema: idParam }) id: string): Promise<ContactPointDetail> {
    return this.beneficiaries.contactPoint(id);
  }

  @Allow('contacts.write')
  @Patch(':id')
  @ApiOkResponse({ standardSchema: contactPointDetailSchema })
  change(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: changeContactPointBody }) body: ChangeContactPointBody,
  ): Promise<ContactPointDetail> {
    return this.beneficiaries.changeContactPoint({ kind: 'staff', id: by.id }, id, body);
  }

  @Allow('contacts.write')
  @Put(':id/beneficiary')
  @ApiOperation({
    summary: 'Says whose contact point this is',
    description:
      'An existing person by beneficiaryId; null for nobody; or particulars, which correct the person it belongs to, or make a new one when it belongs to nobody.',
  })
  @ApiOkResponse({ standardSchema: contactPointDetailSchema })
  setBeneficiary(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: beneficiaryBody }) body: BeneficiaryBody,
  ): Promise<ContactPointDetail> {
    return this.beneficiaries.setBeneficiary({ kind: 'staff', id: by.id }, id, body);
  }
}

@ApiTags('contact points')
@Controller('api/v1/beneficiaries')
export class BeneficiariesController {
  constructor(@Inject(BeneficiariesService) private readonly beneficiaries: BeneficiariesService) {}

  @Allow('conversations.read')
  @Get()
  @ApiOkResponse({ standardSchema: beneficiaryListSchema })
  async find(@Query({ schema: beneficiaryListQuery }) { q }: z.infer<typeof beneficiaryListQuery>) {
    return { data: await this.beneficiaries.find(q) };
  }
}
