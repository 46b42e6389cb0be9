type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export function plural(language: 'ar' | 'en', n: number, forms: Forms): string {
  return forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
}
