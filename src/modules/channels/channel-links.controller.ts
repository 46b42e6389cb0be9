import { Controller, Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelAccount } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { AccountNotFoundError } from '../../channels/core/channels.errors.js';
import type { DeviceLink, LinkView } from '../../channels/core/device-link.js';
import { Allow } from '../../platform/access/access.js';
import { Database } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { accountId } from './channels.schemas.js';

/** Accounts that work through a phone: how the link stands, linking and unlinking. */
@ApiTags('channels')
@Controller('api/v1/channel-links')
export class ChannelLinksController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('settings.write')
  @ApiOperation({ summary: 'How the links to phones stand, with the code to scan while one is shown' })
  async list() {
    const linked = this.accounts.all().flatMap((account) => {
      const link = this.linkOf(account);
      return link ? [{ account, link }] : [];
    });
    const data = await Promise.all(linked.map(({ account, link }) => viewOf(account, link)));
    return { data, nextCursor: null };
  }

  @Put(':id')
  @HttpCode(202)
  @Allow('settings.write')
  @ApiOperation({ summary: 'Shows a code to link a phone with' })
  begin(@Param('id', { schema: accountId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.ask(id, staff, 'channel_account.link_requested', (link) => link.begin(id));
  }

  @Delete(':id')
  @HttpCode(202)
  @Allow('settings.write')
  @ApiOperation({ summary: 'Ends the link, also on the phone' })
  end(@Param('id', { schema: accountId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.ask(id, staff, 'channel_account.unlinked', (link) => link.end(id));
  }

  private linkOf(account: ChannelAccount): DeviceLink | null {
    return account.mode === 'off' ? null : this.registry.get(account.channel).linkOf(account);
  }

  private async ask(
    id: string,
    staff: SignedInStaff,
    action: string,
    what: (link: DeviceLink) => Promise<void>,
  ) {
    const account = this.accounts.get(id);
    const link = this.linkOf(account);
    if (!link) throw new AccountNotFoundError(id);
    await what(link);
    await this.database.transaction((tx) =>
      this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staff.id },
          action,
          subjectKind: 'channel_account',
          subjectId: account.id,
          data: { channel: account.channel, name: account.name },
        },
      ]),
    );
    return viewOf(account, link);
  }
}

async function viewOf(
  account: ChannelAccount,
  link: DeviceLink,
): Promise<LinkView & Pick<ChannelAccount, 'id' | 'channel' | 'name'>> {
  const { id, channel, name } = account;
  return { id, channel, name, ...(await link.view(id)) };
}
