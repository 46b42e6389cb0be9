import { type FormEvent, useState } from 'react';
import { useWords } from '../words/language';
import { errorWords } from './parts';

interface Props {
  title: string;
  hint: string;
  /** Also the name that the office will know this phone by. */
  named?: boolean;
  onSignIn: (email: string, password: string, deviceName: string) => Promise<void>;
}

/** The one sign-in by password; after it a PIN is enough. */
export function SignIn({ title, hint, named = false, onSignIn }: Props) {
  const words = useWords();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setFailure(null);
    try {
      await onSignIn(field('email').toLowerCase(), String(form.get('password')), field('device'));
    } catch (error) {
      setFailure(errorWords(words, error));
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <img src="/branch/icon.svg" alt="" width="64" height="64" />
      <h1>{title}</h1>
      <p className="quiet">{hint}</p>
      <label className="field">
        <span>{words.enrol.email}</span>
        <input name="email" type="email" dir="ltr" autoComplete="username" required />
      </label>
      <label className="field">
        <span>{words.enrol.password}</span>
        <input name="password" type="password" dir="ltr" autoComplete="current-password" required />
      </label>
      {named && (
        <label className="field">
          <span>{words.enrol.device}</span>
          <input name="device" defaultValue={words.enrol.deviceValue} maxLength={100} required />
        </label>
      )}
      {failure && (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" className="button primary" disabled={busy}>
        {busy ? words.enrol.entering : words.enrol.enter}
      </button>
    </form>
  );
}
