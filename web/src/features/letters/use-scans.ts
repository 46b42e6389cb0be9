import { useCallback, useState } from 'react';
import { api } from '../../lib/api';
import type { LetterScan } from '../../lib/letter-schemas';
import type { Upload } from '../../lib/schemas';
import { type RunningUpload, useUploads } from '../inbox/composer/use-uploads';

/** Scans on their way up, and then looked at by the hub: only one whose pages can be shown is handed over. */
export function useScans(onDone: (scan: LetterScan) => void) {
  const [looked, setLooked] = useState<RunningUpload[]>([]);
  const look = useCallback(
    (upload: Upload) => {
      const seen = { key: upload.id, fileName: upload.fileName, size: upload.size, share: 1, error: null };
      setLooked((all) => [...all, seen]);
      api.letterScan(upload.id).then(
        (scan) => {
          setLooked((all) => all.filter(({ key }) => key !== upload.id));
          onDone(scan);
        },
        (error: unknown) =>
          setLooked((all) => all.map((one) => (one.key === upload.id ? { ...one, error } : one))),
      );
    },
    [onDone],
  );
  const uploads = useUploads(look);
  return {
    running: [...uploads.running, ...looked],
    add: uploads.add,
    drop: (key: string) => {
      uploads.drop(key);
      setLooked((all) => all.filter((one) => one.key !== key));
    },
  };
}
