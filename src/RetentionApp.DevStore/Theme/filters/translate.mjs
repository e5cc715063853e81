// {{ 'points.shown' | t: count: 5, name: name }}: words of the shopper's language, with plural forms.
import { hostOf } from "../host.mjs";

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function translate(key, ...args) {
  const { context, extension } = hostOf(this);
  const locale = context.request?.locale?.iso_code ?? "en";
  const values = Object.fromEntries(args.filter(Array.isArray));
  const { own, others } = extension?.texts(locale) ?? { own: {}, others: {} };
  const at = (tree) => String(key).split(".").reduce((node, part) => node?.[part], tree);
  const [found, language] = at(own) === undefined ? [at(others), "en"] : [at(own), locale];
  const text = typeof found === "object" && found !== null ? pluralOf(found, values.count, language) : found;
  if (typeof text !== "string") return `translation missing: ${locale}.${key}`;
  const filled = text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => (name in values ? String(values[name] ?? "") : whole));
  // Keys that end in _html are markup: whoever puts a value in must escape it first.
  return /(^|[._])html$/.test(String(key)) ? filled : escaped(filled);
}

function pluralOf(forms, count, language) {
  const number = Number(count);
  if (Number.isNaN(number)) return forms.other;
  return (number === 0 ? forms.zero : undefined) ?? forms[new Intl.PluralRules(language).select(number)] ?? forms.other;
}

export const translateFilters = { t: translate, translate };
