import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, Public } from '../../platform/access/access.js';
import {
  deviceListSchema,
  type EnrolBody,
  enrolBody,
  enrolledSchema,
  pulseSchema,
  recoveredSchema,
} from './devices.schemas.js';
import { DevicesService } from './devices.service.js';
import { CurrentStaff, type SignedInStaff } from './signed-in-staff.js';
import { ForbiddenError } from './staff.errors.js';
import { idParam } from './staff.schemas.js';

const BY_ID = "the phone's id, 74 random bits; says only whether to erase or shut itself";

@ApiTags('branch devices')
@Controller('api/v1/branch/devices')
export class DevicesController {
  constructor(@Inject(DevicesService) private readonly devices: DevicesService) {}

  @Post()
  @Allow('branch.carry')
  @ApiOperation({ summary: 'Sign in on a phone once: it gets a token of its own' })
  @ApiCreatedResponse({ standardSchema: enrolledSchema })
  enrol(@CurrentStaff() staff: SignedInStaff, @Body({ schema: enrolBody }) body: EnrolBody) {
    return this.devices.enrol(byPassword(staff), body);
  }

  @Post(':id/recovery')
  @HttpCode(200)
  @Allow('branch.carry')
  @ApiOperation({ summary: 'What opens the phone whose PIN was forgotten, for who signed in again' })
  @ApiOkResponse({ standardSchema: recoveredSchema })
  recover(@CurrentStaff() staff: SignedInStaff, @Param('id', { schema: idParam }) id: string) {
    return this.devices.recover(byPassword(staff), id);
  }

  @Get()
  @Allow('staff.write')
  @ApiOkResponse({ standardSchema: deviceListSchema })
  async list() {
    return { data: await this.devices.list() };
  }

  @Put(':id/wipe')
  @HttpCode(204)
  @Allow('staff.write')
  @ApiOperation({ summary: 'Take the rights of a phone, which erases itself at its next contact' })
  async wipe(
    @CurrentStaff() staff: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
  ): Promise<void> {
    await this.devices.wipe(staff.id, id);
  }

  @Get(':id/pulse')
  @Public(BY_ID)
  @ApiOkResponse({ standardSchema: pulseSchema })
  pulse(@Param('id', { schema: idParam }) id: string) {
    return this.devices.pulse(id);
  }

  @Put(':id/erased')
  @HttpCode(204)
  @Public(BY_ID)
  async erased(@Param('id', { schema: idParam }) id: string): Promise<void> {
    await this.devices.erased(id);
  }
}

/** A found phone must make no other, and not open itself. */
function byPassword(staff: SignedInStaff): SignedInStaff {
  if (staff.credential.kind !== 'session') throw new ForbiddenError('signed-in');
  return staff;
}
