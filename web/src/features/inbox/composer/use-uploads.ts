import { useCallback, useEffect, useRef, useState } from 'react';
import { uploadFile } from '../../../lib/api';
import { ApiError } from '../../../lib/http';
import { newKey } from '../../../lib/new-key';
import type { Upload } from '../../../lib/schemas';

export interface RunningUpload {
  key: string;
  fileName: string;
  size: number;
  share: number;
  error: unknown;
}

/** Files on their way up. A finished one is handed over; a failed one stays with its reason until dismissed. */
export function useUploads(onDone: (upload: Upload) => void) {
  const [running, setRunning] = useState<RunningUpload[]>([]);
  const controllers = useRef(new Map<string, AbortController>());
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });
  useEffect(() => {
    const open = controllers.current;
    return () => {
      for (const controller of open.values()) controller.abort();
    };
  }, []);

  const patch = useCallback((key: string, change: Partial<RunningUpload>) => {
    setRunning((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }, []);
  const drop = useCallback((key: string) => {
    controllers.current.get(key)?.abort();
    controllers.current.delete(key);
    setRunning((all) => all.filter((one) => one.key !== key));
  }, []);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = newKey();
        const controller = new AbortController();
        controllers.current.set(key, controller);
        setRunning((all) => [...all, { key, fileName: file.name, size: file.size, share: 0, error: null }]);
        uploadFile(file, (share) => patch(key, { share }), controller.signal).then(
          (done) => {
            drop(key);
            latest.current(done);
          },
          (error: unknown) => {
            if (!(error instanceof ApiError && error.code === 'aborted')) patch(key, { error });
          },
        );
      }
    },
    [patch, drop],
  );
  return { running, add, drop };
}
