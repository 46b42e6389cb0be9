import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { dateAndTime, gregorianDay, hijriDay } from '../../../lib/dates';
import type { Message } from '../../../lib/schemas';
import classes from './FactList.module.css';

type Value = NonNullable<Message['facts']>[string];

/** One of a channel's own values, or several that were chosen. */
const CODES = /^[a-z_]+(?:,[a-z_]+)*$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/;

/** What the channel knows of a message besides its words, each with its name. */
export function FactList({ facts }: { facts: NonNullable<Message['facts']> }) {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const words = (name: string, value: Value): string => {
    if (typeof value === 'boolean') return t(value ? 'facts.yes' : 'facts.no');
    if (typeof value === 'number') return value.toLocaleString('en');
    if (DAY.test(value)) return `${gregorianDay(value, language)} · ${hijriDay(value, language)}`;
    if (MOMENT.test(value)) return dateAndTime(value, language);
    const keys = value.split(',').map((code) => `factValues.${name}.${code}`);
    // A person's own words are no key, whatever they look like.
    if (!CODES.test(value) || !keys.every((key) => i18n.exists(key))) return value;
    return new Intl.ListFormat(language, { type: 'unit' }).format(keys.map((key) => t(key)));
  };
  return (
    <dl className={classes.list}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{t(`factNames.${name}`, { defaultValue: name })}</dt>
          <dd>
            {/* Each in its own direction, all of them at the same edge. */}
            <bdi>{words(name, value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
