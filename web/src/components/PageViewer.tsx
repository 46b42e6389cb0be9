import { ActionIcon, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './PageViewer.module.css';

export interface ShownPage {
  /** Address of its picture. */
  src: string;
  name: string;
}

interface Props {
  pages: ShownPage[];
  /** Which one is open, counted from 0; null for none. */
  open: number | null;
  onClose: () => void;
}

/** The pages of a letter one after the other, as large as the screen allows; arrows turn them. */
export function PageViewer({ pages, open, onClose }: Props) {
  return open === null ? null : <Opened key={open} pages={pages} first={open} onClose={onClose} />;
}

function Opened({ pages, first, onClose }: { pages: ShownPage[]; first: number; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [at, setAt] = useState(first);
  const page = pages[Math.min(at, pages.length - 1)];
  const turn = (by: number) => setAt((now) => Math.min(pages.length - 1, Math.max(0, now + by)));
  const onKeyDown = ({ key }: KeyboardEvent) => {
    // The arrow points where the next page lies: in Arabic to the left.
    const forward = i18n.dir() === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (key === 'ArrowLeft' || key === 'ArrowRight') turn(key === forward ? 1 : -1);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(980px, 96vw)"
      title={<bdi>{page?.name}</bdi>}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 44 }}
      onKeyDown={onKeyDown}
    >
      {page && (
        <img key={page.src} className={classes.page} src={page.src} alt={t('pages.page', { page: at + 1 })} />
      )}
      {pages.length > 1 && (
        <div className={classes.turn}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            disabled={at === 0}
            aria-label={t('pages.before')}
            onClick={() => turn(-1)}
          >
            <IconChevronLeft className={classes.arrow} size={22} />
          </ActionIcon>
          <span aria-live="polite">{t('pages.of', { page: at + 1, pages: pages.length })}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            disabled={at === pages.length - 1}
            aria-label={t('pages.after')}
            onClick={() => turn(1)}
          >
            <IconChevronRight className={classes.arrow} size={22} />
          </ActionIcon>
        </div>
      )}
    </Modal>
  );
}
