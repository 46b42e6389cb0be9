import { CloseButton, Input } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Upload } from '../../../lib/schemas';
import { PaperFiles } from '../../files/PaperFiles';
import { requestFileUrl, requestsApi } from '../api';
import { useRequestChange, useSupportRequest } from '../use-requests';
import classes from './form.module.css';

interface Props {
  label: ReactNode;
  hint?: string;
  requestId: string | null;
  /** Ids of the request's files. */
  value: string[];
  disabled?: boolean;
  onChange: (files: string[]) => void;
}

/** Pictures and papers that answer one field. */
export function FieldFiles(props: Props) {
  const { label, hint, requestId } = props;
  return (
    <Input.Wrapper className={classes.wide} label={label} description={hint} size="md">
      {requestId && <Files {...props} requestId={requestId} />}
    </Input.Wrapper>
  );
}

function Files({ requestId, value, disabled, onChange }: Props & { requestId: string }) {
  const { t } = useTranslation();
  const { data: request } = useSupportRequest(requestId);
  const add = useRequestChange(requestId, async (upload: Upload) => {
    const ids = await requestsApi.addFiles(requestId, { uploads: [upload.id] });
    onChange([...value, ...ids]);
  });
  const files = (request?.files ?? []).filter(({ id }) => value.includes(id));
  return (
    <div className={classes.add}>
      <ul className={classes.files}>
        {files.map((file) => (
          <li key={file.id} className={classes.file}>
            <IconFile size={16} stroke={1.6} aria-hidden />
            <a href={requestFileUrl(requestId, file.id)} target="_blank" rel="noopener">
              <bdi>{file.fileName}</bdi>
            </a>
            {!disabled && (
              <CloseButton
                size="sm"
                aria-label={t('requests.removeFile', { name: file.fileName })}
                onClick={() => onChange(value.filter((id) => id !== file.id))}
              />
            )}
          </li>
        ))}
      </ul>
      {!disabled && (
        <PaperFiles files={[]} onAdd={(upload) => add.mutate(upload)} onRemove={() => undefined} />
      )}
    </div>
  );
}
