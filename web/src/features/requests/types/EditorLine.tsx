import { ActionIcon, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import type { Words } from '../schemas';
import type { Line } from './type-draft';
import classes from './types.module.css';

interface Props {
  line: Line<{ label: Words }>;
  /** What it is, beside its label. */
  tag: string;
  problem?: string;
  isOpen: (line: Line<unknown>) => boolean;
  onToggle: (id: string) => void;
  onMove: (id: string, by: -1 | 1) => void;
  onRemove: (id: string) => void;
  children: ReactNode;
}

/** A field or a paper in its list: opened to be written, moved up or down, taken away. */
export function EditorLine({ line, tag, problem, isOpen, onToggle, onMove, onRemove, children }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = line.item.label[language] || t('requests.types.unnamed');
  const open = isOpen(line);
  return (
    <li className={classes.line} data-problem={problem ? true : undefined}>
      <div className={classes.lineHead}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={() => onToggle(line.id)}>
          <IconChevronDown className={classes.chevron} size={18} stroke={1.7} aria-hidden />
          <span className={classes.lineName}>{name}</span>
          <span className={classes.tag}>{tag}</span>
        </UnstyledButton>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t('requests.types.up', { name })}
          onClick={() => onMove(line.id, -1)}
        >
          <IconArrowUp size={17} stroke={1.7} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t('requests.types.down', { name })}
          onClick={() => onMove(line.id, 1)}
        >
          <IconArrowDown size={17} stroke={1.7} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t('requests.types.remove', { name })}
          onClick={() => onRemove(line.id)}
        >
          <IconTrash size={17} stroke={1.7} />
        </ActionIcon>
      </div>
      {open && <div className={classes.body}>{children}</div>}
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
