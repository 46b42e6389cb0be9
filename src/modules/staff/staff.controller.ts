import { Body, Controller, Get, Inject, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import type { Actor } from '../audit/audit-log.js';
import {
  type ReplaceRulesBody,
  RoutingRulesService,
  replaceRulesBody,
  routingRuleListSchema,
} from './routing-rules.service.js';
import { type Settings, settingsSchema } from './settings.schemas.js';
import { SettingsService } from './settings.service.js';
import { CurrentStaff, type SignedInStaff } from './signed-in-staff.js';
import {
  type ChangeStaffBody,
  type ChangeTeamBody,
  type CreateStaffBody,
  type CreateTeamBody,
  changeStaffBody,
  changeTeamBody,
  createdStaffSchema,
  createStaffBody,
  createTeamBody,
  idParam,
  staffListSchema,
  staffSchema,
  teamListSchema,
  teamSchema,
} from './staff.schemas.js';
import { StaffService } from './staff.service.js';
import { TeamsService } from './teams.service.js';

const actorOf = (staff: SignedInStaff): Actor => ({ kind: 'staff', id: staff.id });

@ApiTags('staff')
@Controller('api/v1/staff')
export class StaffController {
  constructor(@Inject(StaffService) private readonly staff: StaffService) {}

  @Allow('staff.read')
  @Get()
  @ApiOkResponse({ standardSchema: staffListSchema })
  async list() {
    return { data: await this.staff.list() };
  }

  @Allow('staff.write')
  @Post()
  @ApiCreatedResponse({ standardSchema: createdStaffSchema })
  create(@CurrentStaff() by: SignedInStaff, @Body({ schema: createStaffBody }) body: CreateStaffBody) {
    return this.staff.create(actorOf(by), body);
  }

  @Allow('staff.write')
  @Patch(':id')
  @ApiOkResponse({ standardSchema: staffSchema })
  change(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: changeStaffBody }) body: ChangeStaffBody,
  ) {
    return this.staff.change(actorOf(by), id, body);
  }
}

@ApiTags('staff')
@Controller('api/v1/teams')
export class TeamsController {
  constructor(@Inject(TeamsService) private readonly teams: TeamsService) {}

  @Allow('staff.read')
  @Get()
  @ApiOkResponse({ standardSchema: teamListSchema })
  async list() {
    return { data: await this.teams.list() };
  }

  @Allow('staff.write')
  @Post()
  @ApiCreatedResponse({ standardSchema: teamSchema })
  create(@CurrentStaff() by: SignedInStaff, @Body({ schema: createTeamBody }) body: CreateTeamBody) {
    return this.teams.create(actorOf(by), body);
  }

  @Allow('staff.write')
  @Patch(':id')
  @ApiOkResponse({ standardSchema: teamSchema })
  change(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: changeTeamBody }) body: ChangeTeamBody,
  ) {
    return this.teams.change(actorOf(by), id, body);
  }
}

@ApiTags('settings')
@Controller('api/v1/routing-rules')
export class RoutingRulesController {
  constructor(@Inject(RoutingRulesService) private readonly rules: RoutingRulesService) {}

  @Allow('settings.read')
  @Get()
  @ApiOkResponse({ standardSchema: routingRuleListSchema })
  async list() {
    return { data: await this.rules.list() };
  }

  @Allow('settings.write')
  @Put()
  @ApiOkResponse({ standardSchema: routingRuleListSchema })
  async replace(
    @CurrentStaff() by: SignedInStaff,
    @Body({ schema: replaceRulesBody }) body: ReplaceRulesBody,
  ) {
    return { data: await this.rules.replace(actorOf(by), body) };
  }
}

@ApiTags('settings')
@Controller('api/v1/settings')
export class SettingsController {
  constructor(@Inject(SettingsService) private readonly settings: SettingsService) {}

  @Allow('settings.read')
  @Get()
  @ApiOkResponse({ standardSchema: settingsSchema })
  get(): Promise<Settings> {
    return this.settings.get();
  }

  @Allow('settings.write')
  @Put()
  @ApiOkResponse({ standardSchema: settingsSchema })
  replace(
    @CurrentStaff() by: SignedInStaff,
    @Body({ schema: settingsSchema }) body: Settings,
  ): Promise<Settings> {
    return this.settings.replace(actorOf(by), body);
  }
}
