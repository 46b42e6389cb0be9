import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import type { ImportPreview, ImportReading } from '../../../lib/schemas';

/** One file on its way in: chosen, looked at as often as its reading is changed, and brought in. */
export function useCallImport() {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  /** Only the answer to the last question counts. */
  const asked = useRef(0);
  const looking = useMutation({
    mutationFn: async ({ file, reading }: { file: File; reading: ImportReading | null }) => {
      asked.current += 1;
      const mine = asked.current;
      const answer = await api.previewCalls(file, reading);
      if (mine === asked.current) setPreview(answer);
    },
  });
  const taking = useMutation({
    mutationFn: ({ file, reading }: { file: File; reading: ImportReading }) => api.importCalls(file, reading),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.lists }),
        client.invalidateQueries({ queryKey: keys.counts }),
      ]),
  });
  return {
    file,
    preview,
    taken: taking.data ?? null,
    error: taking.error ?? looking.error,
    isReading: looking.isPending,
    isTaking: taking.isPending,
    choose: (chosen: File) => {
      setFile(chosen);
      looking.mutate({ file: chosen, reading: null });
    },
    read: (reading: ImportReading) => {
      if (!file || !preview) return;
      // What was chosen shows at once; what comes of it a moment later.
      setPreview({ ...preview, reading: { ...preview.reading, ...reading } });
      looking.mutate({ file, reading });
    },
    take: () => {
      if (file && preview) taking.mutate({ file, reading: preview.reading });
    },
    reset: () => {
      asked.current += 1;
      setFile(null);
      setPreview(null);
      looking.reset();
      taking.reset();
    },
  };
}
