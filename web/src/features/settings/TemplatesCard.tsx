import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { languageName } from '../../lib/language-name';
import { useTemplates } from '../../lib/queries';
import type { ChannelAccount, MessageTemplate } from '../../lib/schemas';
import { TemplateText } from '../inbox/composer/TemplateText';
import classes from './forms.module.css';
import { Card, Loaded } from './PageFrame';

const TONES = { approved: 'good', pending: 'amber', rejected: 'red', paused: 'amber' } as const;

/** The network's word for something, in the reader's when we have one. */
function useNetworkWord() {
  const { t, i18n } = useTranslation();
  return (kind: 'quality' | 'category', word: string | null) => {
    if (!word || /^unknown$/i.test(word)) return null;
    const key = `settings.channels.templates.${kind}.${word.toLowerCase()}`;
    return i18n.exists(key) ? t(key) : word;
  };
}

/** What the network has approved, or not yet; they are written and changed there, so they are only shown. */
export function TemplatesCard({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useTemplates(account.id);
  const word = useNetworkWord();
  const about = (one: MessageTemplate) =>
    [languageName(one.language, language), word('category', one.category), word('quality', one.quality)]
      .filter(Boolean)
      .join(' · ');
  const title = t('settings.channels.templates.title', { channel: t(`channels.${account.channel}`) });
  return (
    <Card title={account.name === 'default' ? title : `${title} (${account.name})`}>
      <Loaded query={query}>
        {(templates) =>
          templates.length === 0 ? (
            <p className={classes.hint}>{t('settings.channels.templates.none')}</p>
          ) : (
            <ul className={classes.templates}>
              {templates.map((one) => (
                <li key={`${one.name} ${one.language}`} className={classes.template}>
                  <div className={classes.main}>
                    <div className={classes.templateText}>
                      <TemplateText text={one.text} />
                    </div>
                    <span className={classes.quiet}>
                      <Code>{one.name}</Code> · {about(one)}
                    </span>
                  </div>
                  <span className={classes.tag} data-tone={TONES[one.status]}>
                    {t(`settings.channels.templates.status.${one.status}`)}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
