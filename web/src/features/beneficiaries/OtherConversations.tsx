import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { keepNumbers } from '../../lib/bidi';
import { dateAndTime, shortMoment } from '../../lib/dates';
import type { ContactDetails } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import classes from './BeneficiaryPanel.module.css';

export function OtherConversations({ contact, currentId }: { contact: ContactDetails; currentId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const others = contact.conversations.filter((one) => one.id !== currentId);
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('panel.others')}</h3>
      {others.length === 0 ? (
        <p className={classes.quiet} style={{ margin: 0 }}>
          {t('panel.noOthers')}
        </p>
      ) : (
        <ul className={classes.list}>
          {others.map((one) => (
            <li key={one.id}>
              <Link className={classes.other} to={`/inbox/all/${one.id}`}>
                <span className={classes.otherTop}>
                  <span>
                    <ChannelMark channel={one.channel} size={14} labelled />
                    <Code>{one.reference}</Code>
                    {t(`status.${one.status}`)}
                  </span>
                  <time dateTime={one.lastMessageAt} title={dateAndTime(one.lastMessageAt, language)}>
                    {shortMoment(one.lastMessageAt, now, language)}
                  </time>
                </span>
                <span className={classes.otherPreview} dir="auto">
                  {one.subject ?? keepNumbers(one.preview)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
