/** The totally anti-symmetric quasigroup of H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004. */
const QUASIGROUP = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/** The number of a form that the hub has not seen yet; twin of src/channels/forms/forms.receipt.ts. */
export function receiptNumber(id: string): string {
  const number = Number.parseInt(id.replace(/-/g, '').slice(-12), 16) % 100_000_000;
  const digits = String(number).padStart(8, '0');
  let check = 0;
  for (const digit of digits) check = Number(QUASIGROUP[check]![Number(digit)]);
  return `${digits}${check}`.replace(/(...)(...)(...)/, '$1-$2-$3');
}
