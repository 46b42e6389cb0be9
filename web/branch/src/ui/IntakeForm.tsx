import { type FormEvent, useRef, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { isSaudiId, latinDigits } from '../../../src/lib/saudi-id';
import { type Draft, type IntakeEntry, NEEDS, type Need } from '../store/entries';
import { useWords } from '../words/language';
import { useOpen } from './context';
import { PersonField } from './PersonField';
import { PhotoField } from './PhotoField';
import { PageHead } from './parts';
import { useDraft } from './use-draft';

/** Takes down a message or a request for help; saved on the phone at once, with a number for the person's paper. */
export function IntakeForm({ kind }: { kind: IntakeEntry['kind'] }) {
  const words = useWords();
  const { draft, change, clear } = useDraft(kind);
  return (
    <>
      <PageHead title={words.intake[kind]} />
      {draft && <Fields kind={kind} draft={draft} change={change} clear={clear} />}
    </>
  );
}

interface Props {
  kind: IntakeEntry['kind'];
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  clear: () => Promise<void>;
}

function Fields({ kind, draft, change, clear }: Props) {
  const words = useWords();
  const { phone, go } = useOpen();
  const [tried, setTried] = useState(false);
  const saving = useRef(false);
  const { known, text, needs, photos } = draft;
  const name = draft.name.trim();
  const asksForHelp = kind === 'help_request';
  const nationalId = digitsOf(draft.nationalId);
  const isWrongId = asksForHelp && nationalId !== '' && !isSaudiId(nationalId);
  const household = digitsOf(draft.householdSize);
  const isWrongHousehold =
    asksForHelp && household !== '' && !(Number(household) >= 1 && Number(household) <= 40);
  const isEmpty = text.trim() === '' && needs.length === 0 && photos.length === 0;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name === '' || isEmpty || isWrongId || isWrongHousehold || saving.current) return;
    // Two taps are one message.
    saving.current = true;
    const person = known
      ? { ...known, isNew: false }
      : { id: uuidv7(), name, phone: draft.phone.trim() || null, isNew: true };
    const about = asksForHelp
      ? {
          nationalId,
          householdSize: household,
          monthlyIncome: digitsOf(draft.monthlyIncome),
          city: draft.city?.trim() ?? '',
        }
      : {};
    const item = await phone.addIntake({ kind, person, text: text.trim(), needs, photos, ...about });
    await clear();
    go({ name: 'receipt', id: item.id }, true);
  };
  const toggle = (need: Need) =>
    change({ needs: needs.includes(need) ? needs.filter((one) => one !== need) : [...needs, need] });

  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <PersonField
        draft={draft}
        change={change}
        failure={tried && name === '' ? words.intake.nameNeeded : null}
      />
      {kind === 'help_request' && (
        <fieldset className="field">
          <legend>{words.intake.needs}</legend>
          <div className="chips">
            {NEEDS.map((need) => (
              <label key={need} className="chip">
                <input type="checkbox" checked={needs.includes(need)} onChange={() => toggle(need)} />
                <span>{words.needs[need]}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <label className="field">
        <span>{words.intake.text[kind]}</span>
        <textarea
          rows={kind === 'message' ? 6 : 4}
          dir="auto"
          maxLength={5000}
          value={text}
          aria-invalid={tried && isEmpty}
          onChange={(event) => change({ text: event.target.value })}
        />
        {tried && isEmpty && (
          <span className="failure" role="alert">
            {words.intake.needed[kind]}
          </span>
        )}
      </label>
      {asksForHelp && (
        <>
          <Line
            label={words.intake.nationalId}
            digits
            value={draft.nationalId}
            failure={tried && isWrongId ? words.intake.nationalIdWrong : null}
            onChange={(value) => change({ nationalId: value })}
          />
          <Line
            label={words.intake.householdSize}
            digits
            value={draft.householdSize}
            failure={tried && isWrongHousehold ? words.intake.householdSizeWrong : null}
            onChange={(value) => change({ householdSize: value })}
          />
          <Line
            label={words.intake.monthlyIncome}
            digits
            value={draft.monthlyIncome}
            onChange={(value) => change({ monthlyIncome: value })}
          />
          <Line label={words.intake.city} value={draft.city} onChange={(value) => change({ city: value })} />
        </>
      )}
      <PhotoField
        label={words.intake.photos}
        action={words.intake.addPhoto}
        hashes={photos}
        onChange={(hashes) => change({ photos: hashes })}
      />
      <div className="foot">
        <button type="submit" className="button primary">
          {words.intake.save}
        </button>
      </div>
    </form>
  );
}

/** What only helps the office, and may stay empty. */
function Line({
  label,
  value,
  digits,
  failure,
  onChange,
}: {
  label: string;
  value: string | undefined;
  digits?: boolean;
  failure?: string | null;
  onChange: (value: string) => void;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        dir={digits ? 'ltr' : 'auto'}
        inputMode={digits ? 'numeric' : 'text'}
        autoComplete="off"
        maxLength={digits ? 20 : 100}
        value={value ?? ''}
        aria-invalid={!!failure}
        onChange={(event) => onChange(event.target.value)}
      />
      {failure && (
        <span className="failure" role="alert">
          {failure}
        </span>
      )}
    </label>
  );
}

/** As the hub reads them: people type Arabic digits, and copy marks and spaces along. */
const digitsOf = (typed: string | undefined) => latinDigits(typed ?? '').replace(/[^\d]/g, '');
