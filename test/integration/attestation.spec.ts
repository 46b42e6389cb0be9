import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { AttestationDesk, drawing } from '../harness/attestation.js';

let desk: AttestationDesk;

beforeAll(async () => {
  desk = await AttestationDesk.open();
});
afterAll(() => desk?.close());

describe('an attestation', () => {
  test('is signed on the screen: what the form showed, and nothing else', async () => {
    const made = await desk.request();
    const form = await desk.form(made);
    expect(form.content).toMatchObject({ applicant: { name: 'أم سعد' } });
    expect(form.content.declaration.text).toBe(form.declaration.text.ar);
    expect(form).toMatchObject({ inForce: null, history: [], revision: 1 });
    const answer = await desk.attest(made, {
      method: 'signature',
      revision: 1,
      sha256: form.sha256,
      image: await drawing(),
    });
    expect(answer.body).toMatchObject({ method: 'signature', sha256: form.sha256, voidedAt: null });
    const [row] = await desk.hub.sql<{ snapshot: Buffer; sha256: Buffer; evidence_type: string }>(
      'SELECT snapshot, sha256, evidence_type FROM attestation WHERE id = $1',
      [answer.body.id],
    );
    expect(row!.sha256.toString('hex')).toBe(form.sha256);
    expect(row!.snapshot.includes('أم سعد')).toBe(false);
    expect(row!.evidence_type).toBe('image/png');
    expect((await desk.form(made)).inForce?.id).toBe(answer.body.id);
  });

  test('is a mark with a witness, a colleague or somebody by name, and none without', async () => {
    const made = await desk.request();
    const mark = { method: 'mark', revision: 1, image: await drawing() };
    expect(await desk.attest(made, mark)).toMatchObject({
      status: 422,
      body: { code: 'support_request.witness_needed' },
    });
    const answer = await desk.attest(made, { ...mark, witnessName: 'جارتها أم خالد' });
    expect(answer.body.witness).toEqual({ id: null, name: 'جارتها أم خالد' });
    const [me] = await desk.hub.sql<{ id: string; name: string }>('SELECT id, name FROM staff LIMIT 1');
    const again = await desk.attest(made, { ...mark, witnessId: me!.id, replaces: answer.body.id });
    expect(again.body.witness).toEqual({ id: me!.id, name: me!.name });
    expect((await desk.form(made)).history.map(({ voidReason }) => voidReason)).toEqual([null, 'replaced']);
  });

  test('is a paper that was scanned, and nothing that cannot be shown', async () => {
    const made = await desk.request();
    const page = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#eeeeee' } })
      .jpeg()
      .toBuffer();
    const scan = await desk.upload(page, 'signed.jpg', 'image/jpeg');
    const text = await desk.upload(Buffer.from('nothing'), 'signed.txt', 'text/plain');
    expect(await desk.attest(made, { method: 'scan', revision: 1, upload: text })).toMatchObject({
      status: 415,
      body: { code: 'support_request.signed_paper_refused' },
    });
    const answer = await desk.attest(made, { method: 'scan', revision: 1, upload: scan });
    expect(answer).toMatchObject({ status: 201, body: { method: 'scan' } });
    const pdf = await desk.pdf(made, answer.body.id);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)!.length).toBeGreaterThan(1);
  });

  test.each<[string, () => Promise<object>, number, string]>([
    [
      'another revision',
      async () => ({ revision: 7, image: await drawing() }),
      409,
      'support_request.attestation_outdated',
    ],
    [
      'another hash',
      async () => ({ revision: 1, sha256: 'a'.repeat(64), image: await drawing() }),
      409,
      'support_request.attestation_outdated',
    ],
    [
      'an empty drawing',
      async () => ({ revision: 1, image: await drawing(false) }),
      422,
      'support_request.signature_blank',
    ],
    [
      'bytes that are no picture',
      async () => ({ revision: 1, image: Buffer.from('no PNG').toString('base64') }),
      422,
      'support_request.signature_unreadable',
    ],
    ['no drawing', async () => ({ revision: 1 }), 400, 'request.invalid'],
  ])('is refused with %s', async (_, body, status, code) => {
    const answer = await desk.attest(await desk.request(), { method: 'signature', ...(await body()) });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  test('is not taken twice, nor when the request is decided', async () => {
    const made = await desk.request();
    await desk.signed(made);
    const twice = await desk.attest(made, { method: 'signature', revision: 1, image: await drawing() });
    expect(twice).toMatchObject({ status: 409, body: { code: 'support_request.attested_already' } });
    const decided = await desk.request(desk.phone(), 'decided');
    const late = await desk.attest(decided, { method: 'signature', revision: 1, image: await drawing() });
    expect(late).toMatchObject({ status: 409, body: { code: 'support_request.attestation_closed' } });
  });
});

describe('whoever changes what was signed voids it', () => {
  const member = `INSERT INTO household_member (id, request_id, name, relation) VALUES (gen_random_uuid(), $1, 'سعد', 'son')`;
  test.each<[string, string[]]>([
    ['the name', ["UPDATE support_request SET applicant_name = 'أخرى' WHERE id = $1"]],
    ['the ID number', ["UPDATE support_request SET national_id = '\\x01' WHERE id = $1"]],
    ['the date of birth', ["UPDATE support_request SET birth_date = '1980-01-01' WHERE id = $1"]],
    ['the telephone', ["UPDATE support_request SET phone = '+966500000009' WHERE id = $1"]],
    ['the city', ["UPDATE support_request SET city = 'ينبع' WHERE id = $1"]],
    ['an answer', [`UPDATE support_request SET data = '{"rent": 5}' WHERE id = $1`]],
    ['the language', ["UPDATE support_request SET language = 'en' WHERE id = $1"]],
    ['the revision alone', ['UPDATE support_request SET revision = revision + 1 WHERE id = $1']],
    ['the household', [member]],
    [
      'the address the person came by',
      [
        `UPDATE contact_point p SET address = p.address || '0' FROM conversation c, support_request r
          WHERE r.id = $1 AND c.id = r.conversation_id AND p.id = c.contact_point_id`,
      ],
    ],
  ])('by SQL: %s', async (_, statements) => {
    const made = await desk.request();
    const { id } = await desk.signed(made);
    for (const statement of statements) await desk.hub.sql(statement, [made.id]);
    const [row] = await desk.hub.sql<{ void_reason: string }>(
      'SELECT void_reason FROM attestation WHERE id = $1 AND voided_at IS NOT NULL',
      [id],
    );
    expect(row).toEqual({ void_reason: 'data_changed' });
    const lines = await desk.hub.sql<{ data: object }>(
      `SELECT data FROM audit_line WHERE subject_id = $1 AND action = 'request.attestation_voided'`,
      [made.id],
    );
    expect(lines).toEqual([{ data: { attestationId: id, revision: 1, reason: 'data_changed' } }]);
  });

  test('by SQL: a change and the end of a member, and a file that answers a question', async () => {
    for (const change of [
      `UPDATE household_member SET note = 'x' WHERE request_id = $1`,
      'DELETE FROM household_member WHERE request_id = $1',
      `UPDATE request_file SET storage_key = 'other' WHERE request_id = $1`,
      'UPDATE request_file SET removed_at = now() WHERE request_id = $1',
    ]) {
      const made = await desk.request();
      const file = crypto.randomUUID();
      await desk.hub.sql(
        `INSERT INTO request_file (id, request_id, file_name, content_type, size, storage_key, source)
         VALUES ($1, $2, 'lease.pdf', 'application/pdf', 1, 'key', 'person')`,
        [file, made.id],
      );
      await desk.hub.sql('UPDATE support_request SET data = $2 WHERE id = $1', [
        made.id,
        JSON.stringify({ lease: [file] }),
      ]);
      await desk.hub.sql(member, [made.id]);
      const { id } = await desk.signed(made);
      await desk.hub.sql(change, [made.id]);
      const [row] = await desk.hub.sql<{ voided: boolean }>(
        'SELECT voided_at IS NOT NULL AS voided FROM attestation WHERE id = $1',
        [id],
      );
      expect({ change, ...row }).toEqual({ change, voided: true });
    }
  });

  test('through the API, which shows it and asks again', async () => {
    const made = await desk.request();
    const first = await desk.signed(made);
    await desk.api.patch(`/requests/${made.id}`, { city: 'أملج' });
    const form = await desk.form(made);
    expect(form.inForce).toBeNull();
    expect(form.history).toMatchObject([{ id: first.id, voidReason: 'data_changed' }]);
    expect(form.revision).toBe(2);
    expect((await desk.signed(made)).revision).toBe(2);
  });

  test('and nobody changes or removes what was signed', async () => {
    const made = await desk.request();
    const { id } = await desk.signed(made);
    for (const statement of [
      `UPDATE attestation SET signer_name = 'x' WHERE id = $1`,
      `UPDATE attestation SET sha256 = '\\x00' WHERE id = $1`,
      'DELETE FROM attestation WHERE id = $1',
    ]) {
      await expect(desk.hub.sql(statement, [id])).rejects.toThrow('kept as it was signed');
    }
  });
});
