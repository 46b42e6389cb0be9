import { describe, expect, test } from '@jest/globals';
import { FAILED, LinkedAcks } from './whatsapp.linked-acks.js';

const OURS = '01a204a2-b9b0-772c-9b5b-0de121010960';

describe('how far messages have come', () => {
  test('the first word is heard, whether it comes before the id or after it', async () => {
    const acks = new LinkedAcks();
    const later = acks.first('3EB0AA', OURS, 5_000);
    expect(acks.reached('3EB0AA', 1)).toBe(OURS);
    expect(await later).toBe(1);
    acks.reached('3EB0BB', 2);
    expect(await acks.first('3EB0BB', OURS, 5_000)).toBe(2);
  });

  test('silence is no word', async () => {
    const acks = new LinkedAcks();
    const silent = acks.first('3EB0AA', OURS, 1);
    expect(acks.reached('3EB0AA', 0)).toBe(OURS);
    expect(await silent).toBeNull();
    expect(acks.reached('3EB0AA', 1)).toBe(OURS);
  });

  test('one that failed at once tells nothing more: it goes out again under another id', async () => {
    const acks = new LinkedAcks();
    const first = acks.first('3EB0AA', OURS, 5_000);
    expect(acks.reached('3EB0AA', FAILED)).toBeUndefined();
    expect(await first).toBe(FAILED);
    expect(acks.reached('3EB0AA', FAILED)).toBeUndefined();
  });

  test('one that fails after it was sent is told', async () => {
    const acks = new LinkedAcks();
    acks.reached('3EB0AA', 1);
    await acks.first('3EB0AA', OURS, 5_000);
    expect(acks.reached('3EB0AA', FAILED)).toBe(OURS);
  });

  test('what an earlier run wrote is ours without a name, what was written on the phone is not', () => {
    const acks = new LinkedAcks();
    expect(acks.reached('3EB0CC', 3)).toBeNull();
    expect(acks.reached('3A5F00', 3)).toBeUndefined();
  });
});
