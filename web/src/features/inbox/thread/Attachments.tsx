import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconFile,
  IconFileTypePdf,
  IconLoader,
  IconMusic,
  IconPhoto,
  IconVideo,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { PageViewer } from '../../../components/PageViewer';
import { api, attachmentPageUrl, attachmentUrl } from '../../../lib/api';
import { fileSize } from '../../../lib/file-size';
import { keys } from '../../../lib/keys';
import type { Attachment } from '../../../lib/schemas';
import classes from './Attachments.module.css';

/** What every browser draws and the server is willing to show inline. */
const DRAWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
/** What the hub draws for them, page by page. */
const PAGED = new Set(['application/pdf', 'image/heic', 'image/heif', 'image/tiff']);

function iconOf(contentType: string) {
  if (contentType.startsWith('image/')) return IconPhoto;
  if (contentType.startsWith('audio/')) return IconMusic;
  if (contentType.startsWith('video/')) return IconVideo;
  return contentType === 'application/pdf' ? IconFileTypePdf : IconFile;
}

function FileChip({ attachment: one }: { attachment: Attachment }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const Mark =
    one.state === 'failed'
      ? IconAlertTriangle
      : one.state === 'pending'
        ? IconLoader
        : iconOf(one.contentType);
  const below =
    one.state === 'stored'
      ? one.size === null
        ? ''
        : fileSize(one.size, language)
      : t(`attachment.${one.state}`);
  const inside = (
    <>
      <Mark size={22} stroke={1.5} aria-hidden />
      <span className={classes.fileText}>
        <bdi className={classes.fileName}>{one.fileName}</bdi>
        <span className={classes.fileSize}>{below}</span>
      </span>
    </>
  );
  if (one.state !== 'stored') {
    return (
      <span className={classes.file} data-state={one.state}>
        {inside}
      </span>
    );
  }
  return (
    <a className={classes.file} href={attachmentUrl(one.id, true)} download={one.fileName}>
      {inside}
    </a>
  );
}

function Picture({ attachment: one }: { attachment: Attachment }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <FileChip attachment={one} />;
  return (
    <Tooltip label={one.fileName}>
      <a className={classes.picture} href={attachmentUrl(one.id)} target="_blank" rel="noopener">
        <img src={attachmentUrl(one.id)} alt={one.fileName} loading="lazy" onError={() => setBroken(true)} />
      </a>
    </Tooltip>
  );
}

/** A document or a picture that browsers do not draw: its pages, drawn by the hub. */
function Pages({ attachment: one }: { attachment: Attachment }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number | null>(null);
  const pages = useQuery({
    queryKey: keys.attachmentPages(one.id),
    queryFn: () => api.attachmentPages(one.id),
    // A file never changes; and one that cannot be read will not be read the next time either.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (pages.isError) return <FileChip attachment={one} />;
  const count = pages.data ?? 1;
  const shown = Array.from({ length: count }, (_, index) => ({
    src: attachmentPageUrl(one.id, index + 1),
    name: one.fileName,
  }));
  return (
    <span className={classes.document}>
      <button
        type="button"
        className={classes.sheet}
        aria-label={t('pages.open', { name: one.fileName })}
        onClick={() => setOpen(0)}
      >
        {pages.data && <img src={attachmentPageUrl(one.id, 1)} alt={one.fileName} loading="lazy" />}
        {count > 1 && <span className={classes.pageCount}>{t('pages.count', { count })}</span>}
      </button>
      <FileChip attachment={one} />
      <PageViewer pages={shown} open={open} onClose={() => setOpen(null)} />
    </span>
  );
}

export function Attachments({ attachments }: { attachments: Attachment[] }) {
  return (
    <div className={classes.root}>
      {attachments.map((one) =>
        one.state === 'stored' && DRAWN.has(one.contentType) ? (
          <Picture key={one.id} attachment={one} />
        ) : one.state === 'stored' && PAGED.has(one.contentType) ? (
          <Pages key={one.id} attachment={one} />
        ) : (
          <FileChip key={one.id} attachment={one} />
        ),
      )}
    </div>
  );
}
