import { Button, Checkbox } from '@mantine/core';
import { IconPaperclip, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { type LetterProgress, letterPdfUrl } from '../../lib/api';
import { keepNumbers } from '../../lib/bidi';
import { shortMoment } from '../../lib/dates';
import type { LetterToSend } from '../../lib/letter-schemas';
import { useNow } from '../../lib/use-now';
import { DispatchForm } from './DispatchForm';
import { ReceivedForm } from './ReceivedForm';
import { ReturnedForm } from './ReturnedForm';
import classes from './ToSend.module.css';

interface Props {
  letter: LetterToSend;
  busy: boolean;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
  onProgress: (progress: LetterProgress) => void;
}

/** With the comma of the language in which the address is written. */
const inOneLine = (lines: string[]): string =>
  lines.join(lines.some((line) => /\p{Script=Arabic}/u.test(line)) ? '، ' : ', ');

type Asking = 'dispatched' | 'received' | 'returned' | null;

/** One letter on its way: where to, what it says in short, and what may be done with it next. */
export function LetterRow({ letter, busy, chosen, onChoose, onProgress }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [asking, setAsking] = useState<Asking>(null);
  const [name, ...place] = letter.envelope;
  const { step: from } = letter;
  const finish = (progress: LetterProgress) => {
    setAsking(null);
    onProgress(progress);
  };
  const cancel = () => setAsking(null);
  return (
    <li className={classes.row} data-step={from}>
      <div className={classes.who}>
        {from === 'to_print' && (
          <Checkbox
            size="md"
            className={classes.choose}
            aria-label={t('letters.send.choose', { name })}
            checked={chosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <strong className={classes.name}>
          <bdi>{name}</bdi>
        </strong>
        <Button
          component="a"
          href={letterPdfUrl(letter.id)}
          target="_blank"
          rel="noopener"
          variant="subtle"
          size="sm"
          className={classes.pdf}
          leftSection={<IconPrinter size={18} stroke={1.7} />}
        >
          {t('letters.send.open')}
        </Button>
      </div>
      <p className={classes.place}>
        <bdi>{keepNumbers(inOneLine(place.slice(0, 3)))}</bdi>
      </p>
      <p className={classes.facts}>
        <Link to={`/inbox/all/${letter.conversationId}`}>
          <Code>{letter.reference}</Code>
        </Link>
        <span>{shortMoment(letter.writtenAt, now, language)}</span>
        {letter.author && <bdi>{letter.author}</bdi>}
        {letter.enclosures > 0 && (
          <span className={classes.enclosures}>
            <IconPaperclip size={15} aria-hidden />
            {t('letters.send.enclosures', { count: letter.enclosures })}
          </span>
        )}
        {letter.trackingNumber && (
          <span>
            {letter.carrier && <bdi>{letter.carrier} </bdi>}
            <Code>{letter.trackingNumber}</Code>
          </span>
        )}
      </p>
      <p className={classes.words} dir="auto">
        {keepNumbers(letter.text)}
      </p>
      {asking === 'dispatched' ? (
        <DispatchForm letter={letter} busy={busy} onSave={finish} onCancel={cancel} />
      ) : asking === 'received' ? (
        <ReceivedForm from={from} busy={busy} onSave={finish} onCancel={cancel} />
      ) : asking === 'returned' ? (
        <ReturnedForm from={from} busy={busy} onSave={finish} onCancel={cancel} />
      ) : (
        <div className={classes.actions}>
          {from === 'to_print' && (
            <Button size="md" disabled={busy} onClick={() => onProgress({ step: 'printed', from })}>
              {t('letters.send.markPrinted')}
            </Button>
          )}
          {from === 'printed' && (
            <>
              <Button size="md" disabled={busy} onClick={() => setAsking('dispatched')}>
                {t('letters.send.dispatch')}
              </Button>
              <Button variant="default" size="md" disabled={busy} onClick={() => setAsking('received')}>
                {t('letters.send.handedOver')}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                size="md"
                disabled={busy}
                onClick={() => onProgress({ step: 'to_print', from })}
              >
                {t('letters.send.undoPrinted')}
              </Button>
            </>
          )}
          {from === 'dispatched' && (
            <>
              <Button size="md" disabled={busy} onClick={() => setAsking('received')}>
                {t('letters.send.received')}
              </Button>
              <Button variant="default" size="md" disabled={busy} onClick={() => setAsking('returned')}>
                {t('letters.send.returned')}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                size="md"
                disabled={busy}
                onClick={() => onProgress({ step: 'printed', from })}
              >
                {t('letters.send.undoDispatched')}
              </Button>
            </>
          )}
        </div>
      )}
    </li>
  );
}
