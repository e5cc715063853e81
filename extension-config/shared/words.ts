import type { Money, Word } from './answers';

/** The part of Shopify's `i18n` that we use; the same on every surface. */
export interface Texts {
  translate: (key: string, values?: Record<string, string | number>) => string;
  formatNumber: (number: number) => string;
  formatCurrency: (number: number, options: { currency: string }) => string;
  formatDate: (date: Date, options: { day: 'numeric'; month: 'long'; year?: 'numeric' }) => string;
}

/** Says things in the reader's language and in the merchant's word for points. */
export interface Words {
  text: (key: string, values?: Record<string, string | number>) => string;
  points: (number: number, word: Word) => string;
  signed: (number: number) => string;
  money: (money: Money) => string;
  day: (at: string) => string;
}

export function words(texts: Texts, locale: string, now = new Date()): Words {
  return {
    text: (key, values) => texts.translate(key, values),
    points: (number, word) => `${texts.formatNumber(number)} ${form(number, word, locale)}`,
    signed: (number) => `${number > 0 ? '+' : number < 0 ? '−' : ''}${texts.formatNumber(Math.abs(number))}`,
    money: (money) => texts.formatCurrency(Number(money.amount), { currency: money.currency }),
    day: (at) => {
      const date = new Date(at);
      return texts.formatDate(date, { day: 'numeric', month: 'long', ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) });
    },
  };
}

function form(number: number, word: Word, locale: string): string {
  // The till's engine may lack plural rules; English ones are then better than none.
  const category = typeof Intl === 'object' && Intl.PluralRules ? new Intl.PluralRules(locale).select(Math.abs(number)) : Math.abs(number) === 1 ? 'one' : 'other';
  return word[category as keyof Word] ?? word.other ?? '';
}
