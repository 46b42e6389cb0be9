import { type ChangeEvent, useEffect, useState } from 'react';
import { shrunk } from '../photo';
import { useWords } from '../words/language';
import { useOpen } from './context';
import { Icon } from './icons';

const MOST = 10;

interface Props {
  label: string;
  action: string;
  hashes: string[];
  onChange: (hashes: string[]) => void;
}

/** Photographs: made small, sealed, and seen again from there. */
export function PhotoField({ label, action, hashes, onChange }: Props) {
  const words = useWords();
  const { phone } = useOpen();
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const add = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    target.value = '';
    setFailed(false);
    setBusy(true);
    const added = [...hashes];
    for (const file of files.slice(0, MOST - hashes.length)) {
      try {
        const hash = await phone.addPhoto(await shrunk(file), 'image/jpeg');
        if (!added.includes(hash)) added.push(hash);
      } catch {
        setFailed(true);
      }
    }
    setBusy(false);
    onChange(added);
  };
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="photos">
        {hashes.map((hash, index) => (
          <div key={hash} className="photo">
            <SealedPhoto hash={hash} alt={words.intake.photo(index + 1)} />
            <button
              type="button"
              aria-label={words.intake.removePhoto(index + 1)}
              onClick={() => onChange(hashes.filter((one) => one !== hash))}
            >
              <Icon name="close" size={18} />
            </button>
          </div>
        ))}
        {hashes.length < MOST && (
          <label className="camera" aria-busy={busy}>
            <Icon name="camera" size={28} />
            <span>{action}</span>
            <input type="file" accept="image/*" multiple onChange={(event) => void add(event)} />
          </label>
        )}
      </div>
      {failed && (
        <span className="failure" role="alert">
          {words.intake.photoUnreadable}
        </span>
      )}
    </fieldset>
  );
}

function SealedPhoto({ hash, alt }: { hash: string; alt: string }) {
  const { phone } = useOpen();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void phone.photo(hash).then((photo) => {
      if (gone || !photo) return;
      made = URL.createObjectURL(photo);
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [phone, hash]);
  return url ? <img src={url} alt={alt} /> : <span className="blank" />;
}
