import { CloseButton } from '@mantine/core';
import { IconFile, IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { requestFileUrl, requestsApi } from '../api';
import formClasses from '../form/form.module.css';
import type { RequestFile, SupportRequest } from '../schemas';
import { useRequestChange } from '../use-requests';

interface Props {
  request: SupportRequest;
  files: RequestFile[];
  removable: boolean;
}

/** Files to be opened beside the page, each with a way to take it off again. */
export function FileChips({ request, files, removable }: Props) {
  const { t } = useTranslation();
  const remove = useRequestChange(request.id, (fileId: string) => requestsApi.removeFile(request.id, fileId));
  if (files.length === 0) return null;
  return (
    <ul className={formClasses.files}>
      {files.map((file) => {
        const Mark = file.contentType.startsWith('image/') ? IconPhoto : IconFile;
        return (
          <li key={file.id} className={formClasses.file}>
            <Mark size={16} stroke={1.6} aria-hidden />
            <a href={requestFileUrl(request.id, file.id)} target="_blank" rel="noopener">
              <bdi>{file.fileName}</bdi>
            </a>
            {removable && (
              <CloseButton
                size="sm"
                aria-label={t('requests.removeFile', { name: file.fileName })}
                disabled={remove.isPending}
                onClick={() => remove.mutate(file.id)}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
