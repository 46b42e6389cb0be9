import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { useNow } from '../../../lib/use-now';
import { useCan } from '../../auth/session';
import panelClasses from '../../beneficiaries/BeneficiaryPanel.module.css';
import { promised } from '../promise';
import { StateBadge } from '../StateBadge';
import type { RequestRow } from '../schemas';
import { useRequestsOf } from '../use-requests';
import { usePromiseWords } from '../words';

/** What the person of a conversation has asked for, and the way to a new request. */
export function ConversationRequests({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data: rows } = useRequestsOf(conversationId);
  if (!can('requests.read')) return null;
  return (
    <section className={panelClasses.section} aria-label={t('requests.panel.title')}>
      <h3 className={panelClasses.heading}>
        {t('requests.panel.title')}
        {can('requests.write') && (
          <Button
            component={Link}
            to={`/requests/new?conversation=${conversationId}`}
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={15} stroke={1.9} />}
          >
            {t('requests.panel.new')}
          </Button>
        )}
      </h3>
      {rows?.length === 0 && (
        <p className={panelClasses.quiet} style={{ margin: 0 }}>
          {t('requests.panel.none')}
        </p>
      )}
      <ul className={panelClasses.list}>
        {rows?.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row }: { row: RequestRow }) {
  const language = useLanguage();
  const words = usePromiseWords();
  const promise = promised(row, useNow());
  return (
    <li>
      <Link className={panelClasses.other} to={`/requests/${row.id}`}>
        <span className={panelClasses.otherTop}>
          <span>
            <Code>{row.reference}</Code>
          </span>
          <StateBadge state={row.state} />
        </span>
        <span>{row.type.name[language]}</span>
        {promise && <span className={panelClasses.otherTop}>{words(promise)}</span>}
      </Link>
    </li>
  );
}
