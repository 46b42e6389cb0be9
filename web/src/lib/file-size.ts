import type { Language } from './schemas';

const STEPS = [
  [1024 ** 2, 'megabyte'],
  [1024, 'kilobyte'],
  [1, 'byte'],
] as const;

/** "1.4 MB" in the reader's language, Latin digits. */
export function fileSize(bytes: number, language: Language): string {
  const [size, unit] = STEPS.find(([step]) => bytes >= step) ?? STEPS[2];
  return new Intl.NumberFormat(language === 'ar' ? 'ar-u-nu-latn' : 'en', {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: size > 1024 ? 1 : 0,
  }).format(bytes / size);
}
