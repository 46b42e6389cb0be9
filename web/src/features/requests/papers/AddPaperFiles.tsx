import { Button, Menu } from '@mantine/core';
import { IconMessages, IconPlus, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UploadChips } from '../../inbox/composer/UploadChips';
import { useUploads } from '../../inbox/composer/use-uploads';
import { requestsApi } from '../api';
import type { SupportRequest } from '../schemas';
import { useRequestChange } from '../use-requests';
import { PullAttachments } from './PullAttachments';
import classes from './papers.module.css';

interface Props {
  request: SupportRequest;
  /** Of which paper they are; none when nobody has said yet. */
  paperKey?: string;
  /** Of the paper, for those who hear the page. */
  name: string;
}

/** More files: from this computer, or out of the conversation. */
export function AddPaperFiles({ request, paperKey, name }: Props) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [pulling, setPulling] = useState(false);
  const add = useRequestChange(request.id, (files: { uploads?: string[]; attachments?: string[] }) =>
    requestsApi.addFiles(request.id, { ...files, ...(paperKey ? { paperKey } : {}) }),
  );
  const uploads = useUploads(({ id }) => add.mutate({ uploads: [id] }));
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept="image/*,application/pdf"
        multiple
        hidden
        aria-label={t('requests.papers.addNamed', { name })}
        onChange={({ currentTarget }) => {
          uploads.add([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="sm"
            variant="default"
            loading={add.isPending}
            leftSection={<IconPlus size={16} stroke={1.8} />}
            aria-label={t('requests.papers.addNamed', { name })}
          >
            {t('requests.papers.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconUpload size={17} stroke={1.6} />}
            onClick={() => picker.current?.click()}
          >
            {t('requests.papers.upload')}
          </Menu.Item>
          <Menu.Item leftSection={<IconMessages size={17} stroke={1.6} />} onClick={() => setPulling(true)}>
            {t('requests.papers.pull')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <div className={classes.uploads}>
        <UploadChips done={[]} running={uploads.running} onRemove={() => undefined} onDrop={uploads.drop} />
      </div>
      {pulling && (
        <PullAttachments
          conversationId={request.conversation.id}
          onPick={(attachments) => {
            setPulling(false);
            add.mutate({ attachments });
          }}
          onClose={() => setPulling(false)}
        />
      )}
    </>
  );
}
