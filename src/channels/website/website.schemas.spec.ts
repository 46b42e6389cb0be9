import { describe, expect, it } from '@jest/globals';
import { arrivalSchema, contactSchema, newMessageSchema } from './website.schemas.js';
import { contentTypeOf, plainFileName } from './website.uploads.js';

const id = '01951A2B-3C4D-7E5F-8A6B-7C8D9E0F1A2B';

describe('a new message', () => {
  it('loses NUL and half characters, and nothing else', () => {
    const text = '\u202eمرحبا\u200b\u0007\0 \ud83d😀';
    expect(newMessageSchema.parse({ id, text })).toEqual({
      id: id.toLowerCase(),
      text: '\u202eمرحبا\u200b\u0007 \ufffd😀',
      attachments: [],
    });
  });

  it('may have 10,000 characters and no more', () => {
    expect(newMessageSchema.safeParse({ id, text: 'ا'.repeat(10_000) }).success).toBe(true);
    expect(newMessageSchema.safeParse({ id, text: 'ا'.repeat(10_001) }).success).toBe(false);
  });

  it.each([
    ['no text and no file', { id, text: ' \n' }],
    ['an id that is no UUIDv7', { id: '4b7d1b5e-8f6a-4c39-9f5e-1d2c3b4a5968', text: 'x' }],
    ['eleven files', { id, text: 'x', attachments: Array(11).fill(id) }],
    ['a text that is a number', { id, text: 5 }],
  ])('is refused with %s', (_label, body) => {
    expect(newMessageSchema.safeParse(body).success).toBe(false);
  });
});

describe('a contact', () => {
  it.each([
    ['٠٥٠ ١٢٣ ٤٥٦٧', '+966501234567'],
    ['0501234567', '+966501234567'],
    ['00966 50-123-4567', '+966501234567'],
    ['\u200e+966501234567\u200f', '+966501234567'],
    ['+44 20 7946 0018', '+442079460018'],
  ])('takes the telephone number %s', (phone, expected) => {
    expect(contactSchema.parse({ name: ' سارة ', phone })).toEqual({ name: 'سارة', phone: expected });
  });

  it.each([
    ['neither phone nor e-mail', { name: 'Sara' }],
    ['no name', { name: '  ', phone: '0501234567' }],
    ['a number too short', { name: 'Sara', phone: '05012' }],
    ['an address that is none', { name: 'Sara', email: 'sara@' }],
  ])('is refused with %s', (_label, body) => {
    expect(contactSchema.safeParse(body).success).toBe(false);
  });
});

describe('an arrival', () => {
  it('keeps of the page only where it is, not what was asked there', () => {
    const parsed = arrivalSchema.parse({
      language: 'ar',
      pageUrl: 'https://example.org/aid?id=1010101010#x',
    });
    expect(parsed.pageUrl).toBe('https://example.org/aid');
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'nonsense'])('refuses the page %s', (pageUrl) => {
    expect(arrivalSchema.safeParse({ language: 'ar', pageUrl }).success).toBe(false);
  });
});

describe('the type of a file', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  it.each([
    ['a PNG, whatever its name', png, 'letter.pdf', 'image/png'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'x', 'application/pdf'],
    ['Arabic text', Buffer.from('السلام عليكم\n'), 'خطاب.txt', 'text/plain'],
    ['a table', Buffer.from('a,b\n1,2\n'), 't.csv', 'text/csv'],
    ['an HTML page, as text only', Buffer.from('<script>alert(1)</script>'), 'x.html', 'text/plain'],
    ['a program', Buffer.from('MZ\u0090\0\u0003\0\0\0', 'latin1'), 'photo.png', null],
    ['an ELF program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), 'x.txt', null],
    ['a bare ZIP archive', Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'), 'latin1'), 'x.docx', null],
    ['nothing', Buffer.alloc(0), 'x.txt', null],
    ['an SVG, which can hold a script', Buffer.from('<?xml version="1.0"?><svg/>'), 'x.svg', null],
  ])('is told by the bytes of %s', async (_label, content, name, expected) => {
    expect(await contentTypeOf(content, name)).toBe(expected);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\صورة.png', 'صورة.png'],
    ['..', 'file'],
    ['', 'file'],
    ['a\r\nb\0.txt', 'ab.txt'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    [`${'ا'.repeat(300)}.docx`, `${'ا'.repeat(115)}.docx`],
  ])('has the plain name of %j', (name, expected) => {
    expect(plainFileName(name)).toBe(expected);
  });
});
