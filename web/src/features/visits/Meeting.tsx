import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStaff } from '../../lib/queries';
import { latinDigits } from '../../lib/saudi-id';
import { ownDirection } from '../../lib/writing';
import { useCan, useSession } from '../auth/session';
import classes from './LogVisit.module.css';
import { PLACES, type VisitDraft } from './visit-draft';

interface Props {
  draft: VisitDraft;
  onChange: (changed: Partial<VisitDraft>) => void;
}

/** Where, when and by whom: usually here, now and oneself, so it opens only for whoever wants something else. */
export function Meeting({ draft, onChange }: Props) {
  const { t } = useTranslation();
  const { staff: me } = useSession();
  const staff = useStaff(useCan()('staff.read'));
  const colleagues = (staff.data ?? []).filter(({ active, id }) => active && id !== me.id);
  const receiver = colleagues.find(({ id }) => id === draft.receivedBy)?.name ?? t('visits.log.you');
  return (
    <details className={classes.meeting}>
      <summary>
        <span className={classes.meetingTitle}>{t('visits.log.meeting')}</span>
        <span className={classes.meetingWords}>
          {t(`factValues.visit.place.${draft.place}`)} ·{' '}
          {draft.at ? draft.at.replace('T', ' ') : t('visits.log.now')} · <bdi>{receiver}</bdi>
        </span>
        <IconChevronDown className={classes.chevron} size={18} stroke={1.7} aria-hidden />
      </summary>
      <div className={classes.meetingFields}>
        <SegmentedControl
          size="md"
          aria-label={t('visits.log.place')}
          value={draft.place}
          onChange={(place) => onChange({ place: place as VisitDraft['place'] })}
          data={PLACES.map((value) => ({ value, label: t(`factValues.visit.place.${value}`) }))}
        />
        {draft.place !== 'office' && (
          <TextInput
            label={t(`visits.log.placeName_${draft.place}`)}
            size="md"
            maxLength={200}
            attributes={ownDirection}
            value={draft.placeName}
            onChange={(event) => onChange({ placeName: event.currentTarget.value })}
          />
        )}
        <div className={classes.two}>
          <TextInput
            label={t('visits.log.at')}
            type="datetime-local"
            size="md"
            value={draft.at}
            onChange={(event) => onChange({ at: event.currentTarget.value })}
          />
          <TextInput
            label={t('visits.log.minutes')}
            size="md"
            inputMode="numeric"
            maxLength={4}
            value={draft.minutes}
            onChange={(event) =>
              onChange({ minutes: latinDigits(event.currentTarget.value).replace(/\D/g, '') })
            }
          />
        </div>
        <NativeSelect
          label={t('visits.log.receivedBy')}
          size="md"
          value={draft.receivedBy}
          data={[
            { value: '', label: `${me.name} (${t('visits.log.you')})` },
            ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => onChange({ receivedBy: event.currentTarget.value })}
        />
      </div>
    </details>
  );
}
