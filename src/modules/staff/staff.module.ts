import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { Credentials } from './credentials.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { InboxGateway } from './inbox.gateway.js';
import { LoginThrottle } from './login-throttle.js';
import { Presence } from './presence.js';
import { RoutingRulesService } from './routing-rules.service.js';
import { Sessions } from './sessions.js';
import { SettingsService } from './settings.service.js';
import {
  RoutingRulesController,
  SettingsController,
  StaffController,
  TeamsController,
} from './staff.controller.js';
import { StaffService } from './staff.service.js';
import { TeamsService } from './teams.service.js';

/** The people of the house: who they are, what they may do, who is here, and what they decided. */
@Global()
@Module({
  controllers: [
    AuthController,
    StaffController,
    TeamsController,
    RoutingRulesController,
    SettingsController,
    DevicesController,
  ],
  providers: [
    Credentials,
    LoginThrottle,
    Sessions,
    AuthService,
    StaffService,
    TeamsService,
    RoutingRulesService,
    SettingsService,
    DevicesService,
    Presence,
    InboxGateway,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    Credentials,
    LoginThrottle,
    Presence,
    StaffService,
    TeamsService,
    RoutingRulesService,
    SettingsService,
  ],
})
export class StaffModule {}
