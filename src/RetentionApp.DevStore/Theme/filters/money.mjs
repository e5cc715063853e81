// Prices in Liquid are hundredths of the unit, for yen too.
import { hostOf } from "../host.mjs";

const grouped = (hundredths, digits, separator, point) => {
  const value = Math.abs(Number(hundredths ?? 0)) / 100;
  const [whole, rest] = value.toFixed(digits).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, separator);
  return `${Number(hundredths) < 0 ? "-" : ""}${text}${rest ? point + rest : ""}`;
};

const AMOUNTS = {
  amount: (value) => grouped(value, 2, ",", "."),
  amount_no_decimals: (value) => grouped(value, 0, ",", "."),
  amount_with_comma_separator: (value) => grouped(value, 2, ".", ","),
  amount_no_decimals_with_comma_separator: (value) => grouped(value, 0, ".", ","),
  amount_with_space_separator: (value) => grouped(value, 2, " ", ","),
  amount_no_decimals_with_space_separator: (value) => grouped(value, 0, " ", ","),
  amount_with_apostrophe_separator: (value) => grouped(value, 2, "'", "."),
};

const format = (pattern, value) => pattern.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name) => (AMOUNTS[name] ?? AMOUNTS.amount)(value));

function shown(filter, value, name) {
  const shop = hostOf(filter).context.shop ?? {};
  return format(shop[name] ?? shop.money_format ?? "{{amount}}", value);
}

export const moneyFilters = {
  money(value) { return shown(this, value, "money_format"); },
  money_with_currency(value) { return shown(this, value, "money_with_currency_format"); },
  money_without_currency(value) {
    const pattern = /\{\{[^}]*\}\}/.exec(hostOf(this).context.shop?.money_format ?? "{{amount}}")?.[0] ?? "{{amount}}";
    return format(pattern, value);
  },
  money_without_trailing_zeros(value) { return shown(this, value, "money_format").replace(/[.,]00(?=\D|$)/, ""); },
};
