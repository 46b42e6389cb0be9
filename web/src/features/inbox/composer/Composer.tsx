import { ActionIcon, Alert, Button, Textarea, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertCircle, IconBan, IconFlask, IconLock, IconSend2, IconTemplate } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../../components/ChannelMark';
import { keepNumbers } from '../../../lib/bidi';
import { newKey } from '../../../lib/new-key';
import { useChannels } from '../../../lib/queries';
import type { ChosenTemplate, Conversation } from '../../../lib/schemas';
import { useNow } from '../../../lib/use-now';
import { ownDirection } from '../../../lib/writing';
import { useSession } from '../../auth/session';
import { useContactName } from '../ContactName';
import { AttachButton } from './AttachButton';
import { CarriedHint } from './CarriedHint';
import { ClosedWindow } from './ClosedWindow';
import classes from './Composer.module.css';
import { ModeTabs } from './ModeTabs';
import { OneWayHint } from './OneWayHint';
import type { OutboxEntry } from './outbox';
import { replyWindow } from './reply-window';
import { SegmentCounter } from './SegmentCounter';
import { TemplatePane } from './TemplatePane';
import { UploadChips } from './UploadChips';
import { useAttachments } from './use-attachments';
import type { Draft, Mode } from './use-draft';
import { useSend } from './use-send';
import { WindowHint } from './WindowHint';

export interface ComposerHandle {
  write: (mode: Mode) => void;
}

interface Props {
  conversation: Conversation;
  draft: Draft;
  ref?: Ref<ComposerHandle>;
}

/** The account that carries this conversation, for its mode and what it can take. */
function useAccount({ answerChannel, account }: Conversation) {
  const { data } = useChannels();
  return data?.find((one) => one.channel === answerChannel && one.name === account);
}

/** Where an officer answers the person or leaves a note for colleagues; the two never look alike. */
export function Composer({ conversation, draft: { draft, change }, ref }: Props) {
  const { t } = useTranslation();
  const { staff } = useSession();
  const name = useContactName(conversation);
  const account = useAccount(conversation);
  const send = useSend();
  const root = useRef<HTMLElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const [dragging, setDragging] = useState(false);
  const narrow = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  const [choosing, setChoosing] = useState(false);
  const now = useNow();
  const { mode } = draft;
  const isNote = mode === 'note';
  const text = draft[mode];
  const isOff = account?.mode === 'off';
  const barred = !isNote && (conversation.contactPoint.optedOut || isOff);
  const isOneWay = !isNote && !barred && account?.capabilities.inbound === false;
  const timing = replyWindow(conversation.lastInboundAt, account?.capabilities.replyWindowHours, now);
  const hasTemplates = account !== undefined && account.capabilities.replyWindowHours !== null;
  const byTemplate =
    !isNote && !barred && hasTemplates && (timing.state === 'closed' || choosing || draft.template !== null);
  const fileLimit = account?.capabilities.maxAttachments ?? null;
  const takesFiles = !isNote && !barred && !byTemplate && fileLimit !== 0;
  const files = useAttachments(draft.uploads, fileLimit, (make) =>
    change((was) => ({ ...was, uploads: make(was.uploads) })),
  );
  const attached = isNote ? [] : draft.uploads;
  const limit = isNote ? null : (account?.capabilities.maxTextLength ?? null);
  const tooLong = limit !== null && text.length > limit;
  const filesReady = isNote || !(files.uploading || files.tooMany);
  const ready = !barred && !tooLong && filesReady && (text.trim() !== '' || attached.length > 0);

  useImperativeHandle(ref, () => ({
    write(next) {
      change((was) => ({ ...was, mode: next }));
      requestAnimationFrame(() =>
        (input.current ?? root.current?.querySelector<HTMLInputElement>('input[data-first]'))?.focus(),
      );
    },
  }));

  const dispatch = (what: Pick<OutboxEntry, 'kind' | 'text' | 'attachments' | 'template'>) =>
    send({
      ...what,
      key: newKey(),
      staffId: staff.id,
      conversationId: conversation.id,
      state: 'sending',
      error: null,
      startedAt: new Date().toISOString(),
    });
  const submit = () => {
    if (!ready) return;
    dispatch({ kind: mode, text: text.trim(), attachments: attached });
    change((was) => ({ ...was, [mode]: '', uploads: isNote ? was.uploads : [] }));
    files.forgetRefused();
    input.current?.focus();
  };
  const choose = (template: ChosenTemplate | null) => change((was) => ({ ...was, template }));
  const leaveTemplates = () => {
    choose(null);
    setChoosing(false);
    requestAnimationFrame(() => input.current?.focus());
  };
  const submitTemplate = (template: ChosenTemplate, reads: string) => {
    dispatch({ kind: 'reply', text: reads, attachments: [], template });
    leaveTemplates();
  };
  const addFiles = (list: FileList | null) => {
    if (takesFiles && list?.length) files.add(list);
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
      ref={root}
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
        {!isNote && conversation.answerChannel !== conversation.channel && (
          <span className={classes.noteHint}>
            <ChannelMark channel={conversation.answerChannel} size={15} />
            {t('composer.answeredOn', { channel: t(`channels.${conversation.answerChannel}`) })}
          </span>
        )}
        {isNote && (
          <span className={classes.noteHint}>
            <IconLock size={14} stroke={1.7} aria-hidden />
            {t('composer.noteHint')}
          </span>
        )}
      </div>
      {isOneWay && <OneWayHint />}
      {barred ? (
        <Alert color="gray" variant="light" icon={<IconBan size={18} />} mt={4}>
          {t(isOff ? 'composer.accountOff' : 'composer.optedOut')}
        </Alert>
      ) : byTemplate ? (
        <>
          {/* On a phone the fields need the room, and the officer has read it. */}
          {timing.state === 'closed' && !(narrow && draft.template) && (
            <ClosedWindow window={timing} conversation={conversation} draft={draft.reply} />
          )}
          <TemplatePane
            accountId={account.id}
            conversation={conversation}
            chosen={draft.template}
            onChoose={(chosen) => {
              choose(chosen);
              // Back from a template to the list, not past it.
              setChoosing(true);
            }}
            onSend={submitTemplate}
            onLeave={timing.state === 'closed' ? undefined : leaveTemplates}
          />
        </>
      ) : (
        <>
          {!isNote && timing.state === 'closing' && <WindowHint window={timing} />}
          {!isNote && <CarriedHint channel={conversation.answerChannel} />}
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
              running={files.running}
              onRemove={files.remove}
              onDrop={files.drop}
            />
          )}
          {!isNote && files.over && (
            <p className={classes.files} role="alert">
              <IconAlertCircle size={15} stroke={1.7} aria-hidden />
              {t(files.tooMany ? 'composer.filesTooMany' : 'composer.filesKept', { count: fileLimit ?? 0 })}
            </p>
          )}
          <div className={classes.bar}>
            {takesFiles && <AttachButton limit={fileLimit} full={files.full} onPick={addFiles} />}
            {!isNote && hasTemplates && (
              <Tooltip label={t('composer.templates.open')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t('composer.templates.open')}
                  onClick={() => setChoosing(true)}
                >
                  <IconTemplate size={19} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
            {conversation.answerChannel === 'sms' && !isNote && <SegmentCounter text={text} />}
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
