import { Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { PersonMark } from '../../../components/PersonMark';
import { useStaff, useTeams } from '../../../lib/queries';
import type { Conversation, Staff } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import { useSession } from '../../auth/session';
import classes from './AssignModal.module.css';
import type { Assignment } from './use-conversation-actions';

interface Props {
  /** A referral tells colleagues why, so it asks for a reason; an assignment may do without. */
  kind: 'assign' | 'refer';
  conversation: Conversation;
  pending: boolean;
  onClose: () => void;
  onSubmit: (body: Assignment) => void;
}

export const presenceOf = (one: Staff) => (!one.present ? 'absent' : one.away ? 'away' : 'present');
const RANK = { present: 0, away: 1, absent: 2 };

/** Those who can take it first: here, then the least loaded. */
const byReadiness = (a: Staff, b: Staff) =>
  RANK[presenceOf(a)] - RANK[presenceOf(b)] || a.openConversations - b.openConversations;

function Option(props: { name: string; checked: boolean; onPick: () => void; children: React.ReactNode }) {
  return (
    <label className={classes.option}>
      <input type="radio" name={props.name} checked={props.checked} onChange={props.onPick} />
      {props.children}
    </label>
  );
}

function Load({ staff }: { staff: Staff }) {
  const { t } = useTranslation();
  const share = staff.capacity > 0 ? Math.min(1, staff.openConversations / staff.capacity) : 1;
  return (
    <span className={classes.load}>
      <span>{t('assign.load', { open: staff.openConversations, capacity: staff.capacity })}</span>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${share * 100}%` }} data-full={share >= 1 || undefined} />
      </span>
    </span>
  );
}

export function AssignModal({ kind, conversation, pending, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { staff: me } = useSession();
  const staff = useStaff();
  const teams = useTeams();
  const [target, setTarget] = useState<'officer' | 'team'>('officer');
  const [picked, setPicked] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const officers = (staff.data ?? [])
    .filter((one) => one.active && one.role !== 'representative' && one.id !== conversation.assignee?.id)
    .filter((one) => kind === 'assign' || one.id !== me.id)
    .filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase()))
    .sort(byReadiness);
  const needsReason = kind === 'refer' && !reason.trim();
  const submit = () => {
    setTried(true);
    if (!picked || needsReason) return;
    onSubmit({
      assigneeId: target === 'officer' ? picked : null,
      ...(target === 'team' ? { teamId: picked } : {}),
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`assign.${kind}.title`)}
      size={460}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.body}>
        <SegmentedControl
          fullWidth
          value={target}
          onChange={(value) => {
            setTarget(value as 'officer' | 'team');
            setPicked(null);
          }}
          data={[
            { value: 'officer', label: t('assign.officer') },
            { value: 'team', label: t('assign.team') },
          ]}
        />
        {target === 'officer' && (
          <TextInput
            placeholder={t('assign.search')}
            aria-label={t('assign.search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <div className={classes.options} role="radiogroup" aria-label={t(`assign.${target}`)}>
          {target === 'officer'
            ? officers.map((one) => (
                <Option
                  key={one.id}
                  name="target"
                  checked={picked === one.id}
                  onPick={() => setPicked(one.id)}
                >
                  <PersonMark name={one.name} presence={presenceOf(one)} />
                  <span className={classes.who}>
                    <span>
                      <bdi>{one.name}</bdi>
                    </span>
                    <span className={classes.quiet}>{t(`presence.${presenceOf(one)}`)}</span>
                  </span>
                  <Load staff={one} />
                </Option>
              ))
            : (teams.data ?? [])
                .filter((one) => one.id !== conversation.team?.id || conversation.assignee)
                .map((one) => (
                  <Option
                    key={one.id}
                    name="target"
                    checked={picked === one.id}
                    onPick={() => setPicked(one.id)}
                  >
                    <IconUsersGroup size={22} stroke={1.5} aria-hidden />
                    <span className={classes.who}>
                      {one.name[language]}
                      <span className={classes.quiet}>
                        {t('assign.members', { count: one.members.length })}
                      </span>
                    </span>
                  </Option>
                ))}
        </div>
        {tried && !picked && (
          <p className={classes.problem} role="alert">
            {t('assign.pickOne')}
          </p>
        )}
        <Textarea
          label={t('assign.reason')}
          description={t(kind === 'refer' ? 'assign.reasonHint' : 'assign.reasonOptional')}
          attributes={ownDirection}
          autosize
          minRows={2}
          maxRows={5}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && needsReason ? t('assign.reasonNeeded') : undefined}
          required={kind === 'refer'}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button onClick={submit} loading={pending}>
            {t(`assign.${kind}.submit`)}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
