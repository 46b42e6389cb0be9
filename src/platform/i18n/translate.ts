import { readFileSync } from 'node:fs';

/** The languages the hub speaks, its first one first. */
export const LANGUAGES = ['ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Catalogue = Readonly<Record<string, string>>;

const catalogues: Record<Language, Catalogue> = { ar: read('ar'), en: read('en') };

/** The catalogue of one language: flat, by dotted key. */
export function catalogue(language: Language): Catalogue {
  return catalogues[language];
}

/**
 * The words for `key`, with each `{name}` replaced by `params.name`.
 * @throws Error when the key is in no catalogue: a missing text is a bug, not something to show
 */
export function translate(
  language: Language,
  key: string,
  params: Readonly<Record<string, unknown>> = {},
): string {
  const words = catalogues[language][key];
  if (words === undefined) throw new Error(`No text for ${key} in ${language}.json`);
  return words.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in params ? String(params[name]) : placeholder,
  );
}

/**
 * The language that an Accept-Language header prefers. English when it names neither of ours: that is a
 * program or a foreign browser, and the web app always names its own.
 */
export function acceptedLanguage(header: string | undefined): Language {
  const wishes = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: tag.split('-')[0], quality: quality ? Number(quality.trim().slice(2)) || 0 : 1 };
    })
    .filter((wish) => wish.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const wish = wishes.find(({ language }) => language === 'ar' || language === 'en');
  return wish?.language === 'ar' ? 'ar' : 'en';
}

function read(language: Language): Catalogue {
  return JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8'));
}
