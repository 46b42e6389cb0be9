import { ActionIcon } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProfileMenu } from '../../app/ProfileMenu';
import classes from './committee.module.css';

interface Props {
  title: string;
  /** The page above; none for the first one. */
  back?: string;
  children?: ReactNode;
}

/** The head of a page of the committee; on a phone with one's own menu. */
export function PageHead({ title, back, children }: Props) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      {back && (
        <ActionIcon
          component={Link}
          to={back}
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('committee.back')}
        >
          <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
        </ActionIcon>
      )}
      <h1>{title}</h1>
      {children}
      <span className={classes.phoneOnly}>
        <ProfileMenu />
      </span>
    </header>
  );
}
