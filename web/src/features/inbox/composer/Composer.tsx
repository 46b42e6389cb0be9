import { ActionIcon, Alert, Button, Textarea, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBan, IconFlask, IconLock, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepNumbers } from '../../../lib/bidi';
import { newKey } from '../../../lib/new-key';
import { useChannels } from '../../../lib/queries';
import type { Conversation } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import { useSession } from '../../auth/session';
import { useContactName } from '../ContactName';
import classes from './Composer.module.css';
import { ModeTabs } from './ModeTabs';
import { SegmentCounter } from './SegmentCounter';
import { UploadChips } from './UploadChips';
import type { Draft, Mode } from './use-draft';
import { useSend } from './use-send';
import { useUploads } from './use-uploads';

export interface ComposerHandle {
  write: (mode: Mode) => void;
}

interface Props {
  conversation: Conversation;
  draft: Draft;
  ref?: Ref<ComposerHandle>;
}

/** The account that carries this conversation, for its mode and what it can take. */
function useAccount({ channel, account }: Conversation) {
  const { data } = useChannels();
  return data?.find((one) => one.channel === channel && one.name === account);
}

/** Where an officer answers the person or leaves a note for colleagues; the two never look alike. */
export function Composer({ conversation, draft: { draft, change }, ref }: Props) {
  const { t } = useTranslation();
  const { staff } = useSession();
  const name = useContactName(conversation);
  const account = useAccount(conversation);
  const send = useSend();
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [dragging, setDragging] = useState(false);
  const narrow = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const uploads = useUploads((done) => change((was) => ({ ...was, uploads: [...was.uploads, done] })));

  const { mode } = draft;
  const isNote = mode === 'note';
  const text = draft[mode];
  const barred = !isNote && conversation.contactPoint.optedOut;
  const takesFiles = !isNote && !barred && account?.capabilities.maxAttachments !== 0;
  const attached = isNote ? [] : draft.uploads;
  const limit = isNote ? null : (account?.capabilities.maxTextLength ?? null);
  const tooLong = limit !== null && text.length > limit;
  const uploading = !isNote && uploads.running.some((one) => !one.error);
  const ready = !barred && !tooLong && !uploading && (text.trim() !== '' || attached.length > 0);

  useImperativeHandle(ref, () => ({
    write(next) {
      change((was) => ({ ...was, mode: next }));
      requestAnimationFrame(() => input.current?.focus());
    },
  }));

  const submit = () => {
    if (!ready) return;
    send({
      key: newKey(),
      staffId: staff.id,
      conversationId: conversation.id,
      kind: mode,
      text: text.trim(),
      attachments: attached,
      state: 'sending',
      error: null,
      startedAt: new Date().toISOString(),
    });
    change((was) => ({ ...was, [mode]: '', uploads: isNote ? was.uploads : [] }));
    input.current?.focus();
  };
  const addFiles = (files: FileList | null) => {
    if (takesFiles && files?.length) uploads.add(files);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    addFiles(event.dataTransfer.files);
  };

  return (
    <section
      className={classes.root}
      data-mode={mode}
      data-dragging={dragging || undefined}
      aria-label={t('composer.label')}
      onDragOver={(event) => {
        if (!takesFiles || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={onDrop}
    >
      <div className={classes.head}>
        <ModeTabs mode={mode} onChange={(next) => change((was) => ({ ...was, mode: next }))} />
        {!isNote && account?.mode === 'sandbox' && (
          <span className={classes.sandbox}>
            <IconFlask size={15} stroke={1.7} aria-hidden />
            {t('composer.sandbox')}
          </span>
        )}
        {isNote && (
          <span className={classes.noteHint}>
            <IconLock size={14} stroke={1.7} aria-hidden />
            {t('composer.noteHint')}
          </span>
        )}
      </div>
      {barred ? (
        <Alert color="gray" variant="light" icon={<IconBan size={18} />} mt={4}>
          {t('composer.optedOut')}
        </Alert>
      ) : (
        <>
          <Textarea
            ref={input}
            variant="unstyled"
            autosize
            minRows={narrow ? 1 : 2}
            maxRows={9}
            // An empty field has no direction of its own: the placeholder keeps the page's.
            attributes={text ? ownDirection : undefined}
            value={text}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change((was) => ({ ...was, [mode]: value }));
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                submit();
              }
              if (event.key === 'Escape') input.current?.blur();
            }}
            onPaste={onPaste}
            placeholder={t(isNote ? 'composer.notePlaceholder' : 'composer.replyPlaceholder', {
              name: keepNumbers(name),
            })}
            aria-label={t(isNote ? 'composer.noteLabel' : 'composer.replyLabel')}
            error={tooLong ? t('composer.tooLong', { limit }) : undefined}
            classNames={{ input: classes.input }}
          />
          {!isNote && (
            <UploadChips
              done={draft.uploads}
              running={uploads.running}
              onRemove={(id) =>
                change((was) => ({ ...was, uploads: was.uploads.filter((one) => one.id !== id) }))
              }
              onDrop={uploads.drop}
            />
          )}
          <div className={classes.bar}>
            {takesFiles && (
              <>
                <input
                  ref={picker}
                  type="file"
                  multiple
                  hidden
                  onChange={(event) => {
                    addFiles(event.currentTarget.files);
                    event.currentTarget.value = '';
                  }}
                />
                <Tooltip label={t('composer.attach')}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={36}
                    aria-label={t('composer.attach')}
                    onClick={() => picker.current?.click()}
                  >
                    <IconPaperclip size={19} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
              </>
            )}
            {conversation.channel === 'sms' && !isNote && <SegmentCounter text={text} />}
            <span className={classes.grow} />
            <span className={classes.keys} dir="ltr" aria-hidden>
              Ctrl + Enter
            </span>
            <Button
              onClick={submit}
              disabled={!ready}
              color={isNote ? 'note' : undefined}
              leftSection={
                isNote ? (
                  <IconLock size={16} stroke={1.7} />
                ) : (
                  <IconSend2 className={classes.send} size={17} stroke={1.7} />
                )
              }
            >
              {t(isNote ? 'composer.saveNote' : 'composer.send')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
