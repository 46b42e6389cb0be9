import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { EmptyState } from '../../components/EmptyState';
import { useShortcuts } from '../../lib/shortcuts';
import { recall, remember } from '../../lib/storage';
import { BeneficiaryPanel } from '../beneficiaries/BeneficiaryPanel';
import { useFilters } from './filters';
import classes from './InboxPage.module.css';
import { ListPane } from './list/ListPane';
import { ShortcutsHelp } from './ShortcutsHelp';
import { Thread } from './thread/Thread';

/** Three panes on a desk, one at a time on a phone. The address says which conversation is open. */
export function InboxPage() {
  const { t } = useTranslation();
  const { conversationId = null } = useParams();
  const navigate = useNavigate();
  const { filters, suffix } = useFilters();
  const wide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  const [panelPinned, setPanelPinned] = useState(recall('panel') !== 'closed');
  const [panelDrawn, setPanelDrawn] = useState(false);
  const [help, setHelp] = useState(false);
  const toList = () => navigate(`/inbox/${filters.view}${suffix}`);

  useShortcuts({ '?': () => setHelp(true), esc: () => conversationId && toList() });

  const togglePanel = () => {
    if (!wide) return setPanelDrawn((drawn) => !drawn);
    remember('panel', panelPinned ? 'closed' : null);
    setPanelPinned(!panelPinned);
  };
  const showPanel = Boolean(conversationId && wide && panelPinned);
  return (
    <div
      className={classes.panes}
      data-open={conversationId ? true : undefined}
      data-panel={showPanel || undefined}
    >
      <ListPane openId={conversationId} onHelp={() => setHelp(true)} />
      <main className={classes.thread}>
        {conversationId ? (
          <Thread
            key={conversationId}
            conversationId={conversationId}
            onBack={toList}
            onPanel={togglePanel}
            panelOpen={showPanel || panelDrawn}
          />
        ) : (
          <div className={classes.nothing}>
            <EmptyState icon={IconMessages} title={t('inbox.pick.title')} hint={t('inbox.pick.hint')} />
          </div>
        )}
      </main>
      {showPanel && conversationId && (
        <aside className={classes.panel} aria-label={t('panel.label')}>
          <BeneficiaryPanel conversationId={conversationId} />
        </aside>
      )}
      <Drawer
        opened={panelDrawn && !wide && Boolean(conversationId)}
        onClose={() => setPanelDrawn(false)}
        position="right"
        size={360}
        padding={0}
        title={t('panel.label')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ header: classes.drawerHeader }}
      >
        {conversationId && <BeneficiaryPanel conversationId={conversationId} />}
      </Drawer>
      <ShortcutsHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
