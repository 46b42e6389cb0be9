import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { StaffModule } from '../staff/staff.module.js';

@Module({ imports: [StaffModule, RequestsModule] })
export class CommitteeModule {}
