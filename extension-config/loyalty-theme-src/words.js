// The counts of which Liquid wrote the word for points: each plural form of CLDR, in every language of ours, holds one of them.
const samples = [0, 1, 2, 3, 11, 100, 1e6, 1.5];

/**
 * Texts, numbers and dates in the page's language.
 * @param {{texts: Record<string, string>, forms: string[], money: string|null}} known Texts with holes {0}, {1}; the word for points, by
 *   sample; 1,234 units of money as the shop writes them.
 * @param {string} language The page's language, e.g. "ru" or "pt-BR".
 */
export const wordsOf = ({ texts, forms, money: sample }, language) => {
  // Prices of the shop have Latin digits also where the language has its own.
  const locale = language + "-u-nu-latn";
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  // To make a format takes a phone longer than to use it a hundred times.
  const formats = {};
  const dates = (options) => (formats[Object.values(options).join() + Object.keys(options).join()] ??= new Intl.DateTimeFormat(locale, options));
  const say = (key, ...values) => (texts[key] || "").replace(/\{(\d)\}/g, (_, place) => values[place]);
  const number = (count) => numbers.format(count).replace("-", "−");
  const written = (amount, currency) => {
    const [, before, group, point, after] = /^(\D*)1(\D*)234(?:(\D)00)?(\D*)$/.exec(sample || "") || [];
    if (before === undefined) return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(amount);
    const [units, rest] = Number(amount).toFixed(point ? 2 : 0).split(".");
    return before + units.replace(/\B(?=(\d{3})+$)/g, group) + (point ? point + rest : "") + after;
  };
  return {
    say,
    number,
    points(count) {
      const form = rules.select(Math.abs(count));
      return say("points", number(count), forms[samples.findIndex((sample) => rules.select(sample) === form)] ?? forms[5]);
    },
    /** Kept together where lines run from right to left: the sign would change sides. @param {number|string} amount In units of the currency. */
    money: (amount, currency) => (/^(ar|fa|he|ur)\b/.test(language) ? "\u2066" + written(amount, currency) + "\u2069" : written(amount, currency)),
    /** "6 December", with the year when it is another one or asked for. */
    day(at, withYear = new Date(at).getFullYear() !== new Date().getFullYear()) {
      return dates(withYear ? { day: "numeric", month: "long", year: "numeric" } : { day: "numeric", month: "long" }).format(new Date(at));
    },
    time: (at) => dates({ dateStyle: "medium", timeStyle: "short" }).format(new Date(at)),
    months: () => Array.from({ length: 12 }, (_, month) => dates({ month: "long" }).format(new Date(2000, month, 15))),
  };
};
