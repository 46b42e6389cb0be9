import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { useChannels } from '../../lib/queries';
import type { ChannelAccount } from '../../lib/schemas';
import { LinkCards } from '../links/LinkCards';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { TemplatesCard } from './TemplatesCard';

const TONES = { live: 'good', sandbox: 'amber', off: undefined } as const;

function useAbilities() {
  const { t } = useTranslation();
  return ({ capabilities: can }: ChannelAccount) =>
    [
      t(can.inbound ? 'settings.channels.twoWay' : 'settings.channels.oneWay'),
      can.maxAttachments
        ? t('settings.channels.filesUpTo', { count: can.maxAttachments })
        : t(can.maxAttachments === null ? 'settings.channels.files' : 'settings.channels.noFiles'),
      can.maxTextLength === null ? null : t('settings.channels.limit', { count: can.maxTextLength }),
      can.replyWindowHours === null ? null : t('settings.channels.window', { count: can.replyWindowHours }),
    ]
      .filter(Boolean)
      .join(' · ');
}

export function ChannelsPage() {
  const { t } = useTranslation();
  const query = useChannels();
  const abilities = useAbilities();
  return (
    <PageFrame id="channels">
      <LinkCards />
      <Loaded query={query}>
        {(accounts) => (
          <>
            <Card flush>
              <ul className={classes.rows}>
                {accounts.map((one) => (
                  <li key={one.id} className={classes.row}>
                    <ChannelMark channel={one.channel} size={24} />
                    <div className={classes.main}>
                      <strong>
                        {t(`channels.${one.channel}`)} {one.name !== 'default' && <Code>({one.name})</Code>}
                      </strong>
                      <span className={classes.quiet}>{abilities(one)}</span>
                      {one.mode !== 'live' && (
                        <span className={classes.quiet}>{t(`settings.channels.${one.mode}Hint`)}</span>
                      )}
                    </div>
                    <span className={classes.tag} data-tone={TONES[one.mode]}>
                      {t(`settings.channels.${one.mode}`)}
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
            {accounts
              .filter((one) => one.capabilities.replyWindowHours !== null && one.mode !== 'off')
              .map((one) => (
                <TemplatesCard key={one.id} account={one} />
              ))}
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}
