import { useState } from 'react';
import type { Upload } from '../../../lib/schemas';
import { useUploads } from './use-uploads';

/** How many more one message may carry; null where nobody counts. */
const roomFor = (limit: number | null, present: number): number | null =>
  limit === null ? null : Math.max(0, limit - present);

/** The files of a reply, no more than one message of the channel carries. */
export function useAttachments(
  attached: Upload[],
  limit: number | null,
  change: (make: (before: Upload[]) => Upload[]) => void,
) {
  const { running, add, drop } = useUploads((done) => change((before) => [...before, done]));
  const [refused, setRefused] = useState(0);
  const onTheWay = running.filter((one) => !one.error).length;
  const present = attached.length + onTheWay;
  const room = roomFor(limit, present);
  return {
    running,
    uploading: onTheWay > 0,
    full: room === 0,
    /** More than the channel takes: chosen at once, or brought back from messages that failed. */
    over: (limit !== null && present > limit) || refused > 0,
    tooMany: limit !== null && attached.length > limit,
    /** The first ones that fit; the rest are left, and said to be. */
    add(files: Iterable<File>) {
      const all = [...files];
      const kept = room === null ? all : all.slice(0, room);
      setRefused(all.length - kept.length);
      if (kept.length > 0) add(kept);
    },
    remove(id: string) {
      setRefused(0);
      change((before) => before.filter((one) => one.id !== id));
    },
    drop(key: string) {
      setRefused(0);
      drop(key);
    },
    forgetRefused: () => setRefused(0),
  };
}
