import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Credentials } from './credentials.js';
import { InboxGateway } from './inbox.gateway.js';
import { Presence } from './presence.js';

/** The people of the house: who they are, what they may do, who is here. */
@Global()
@Module({
  providers: [Credentials, Presence, InboxGateway, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Credentials, Presence],
})
export class StaffModule {}
