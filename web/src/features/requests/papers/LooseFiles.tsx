import { useTranslation } from 'react-i18next';
import type { SupportRequest } from '../schemas';
import { AddPaperFiles } from './AddPaperFiles';
import { FileChips } from './FileChips';
import classes from './papers.module.css';

/** Files that nobody has put with a paper or a field. */
export function LooseFiles({ request, editable }: { request: SupportRequest; editable: boolean }) {
  const { t } = useTranslation();
  const answering = new Set(
    Object.values(request.data).flatMap((value) => (Array.isArray(value) ? value : [])),
  );
  const loose = request.files.filter(({ id, paperKey }) => !paperKey && !answering.has(id));
  if (loose.length === 0 && !editable) return null;
  const name = t('requests.papers.loose');
  return (
    <div className={classes.loose}>
      <h3>{name}</h3>
      <FileChips request={request} files={loose} removable={editable} />
      {editable && (
        <div className={classes.actions}>
          <AddPaperFiles request={request} name={name} />
        </div>
      )}
    </div>
  );
}
