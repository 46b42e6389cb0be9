import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { type NewType, newTypeBody, type TypeBody, typeBody, typesQuery } from './request-types.schemas.js';
import { RequestTypes } from './request-types.service.js';
import { requestId } from './requests.schemas.js';

@ApiTags('requests')
@Controller('api/v1/request-types')
export class RequestTypesController {
  constructor(@Inject(RequestTypes) private readonly types: RequestTypes) {}

  @Get()
  @Allow('requests.read')
  @ApiOperation({ summary: 'What can be asked for: the fields and papers of each type' })
  async list(@Query({ schema: typesQuery }) { all }: z.output<typeof typesQuery>) {
    return { data: await this.types.list(all) };
  }

  @Post()
  @Allow('requests.configure')
  create(@Body({ schema: newTypeBody }) body: NewType, @CurrentStaff() { id }: SignedInStaff) {
    return this.types.create(body, { kind: 'staff', id });
  }

  @Put(':id')
  @Allow('requests.configure')
  @ApiOperation({ summary: 'Change a type; other fields or papers hold for new requests' })
  change(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: typeBody }) body: TypeBody,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.types.change(id, body, { kind: 'staff', id: staff.id });
  }
}
