// Arithmetic as in Shopify's Liquid: whole numbers stay whole (10 / 4 is 2), decimals are exact, "1.5" counts as a number.

/** A number that prints as a decimal even when it is whole, and divides as one. */
class Decimal extends Number {
  toString() {
    const value = this.valueOf();
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  toJSON() { return this.valueOf(); }
  equals(other) { return this.valueOf() === Number(other); }
  gt(other) { return this.valueOf() > Number(other); }
  geq(other) { return this.valueOf() >= Number(other); }
  lt(other) { return this.valueOf() < Number(other); }
  leq(other) { return this.valueOf() <= Number(other); }
}

function read(value) {
  if (value instanceof Decimal) return { value: value.valueOf(), whole: false };
  if (typeof value === "number") return { value, whole: Number.isInteger(value) };
  const text = typeof value === "string" ? value.trim() : "";
  if (/^-?\d+\.\d+$/.test(text)) return { value: Number(text), whole: false };
  const whole = /^-?\d+/.exec(text);
  return { value: whole ? Number(whole[0]) : 0, whole: true };
}

// Fifteen digits take back what binary fractions add: 1.15 × 100 is 115.
const write = (value, whole) => (whole ? value : new Decimal(Number(value.toPrecision(15))));

const both = (compute) => (left, right) => {
  const [one, two] = [read(left), read(right)];
  return compute(one.value, two.value, one.whole && two.whole);
};

const choose = (isBetter) => (left, right) => {
  const [one, two] = [read(left), read(right)];
  const chosen = isBetter(two.value, one.value) ? two : one;
  return write(chosen.value, chosen.whole);
};

const divisor = (value) => {
  if (value === 0) throw new Error("Liquid error: divided by 0");
  return value;
};

export const mathFilters = {
  plus: both((a, b, whole) => write(a + b, whole)),
  minus: both((a, b, whole) => write(a - b, whole)),
  times: both((a, b, whole) => write(a * b, whole)),
  divided_by: both((a, b, whole) => (whole ? Math.floor(a / divisor(b)) : write(a / b, false))),
  modulo: both((a, b, whole) => write(a - b * Math.floor(a / divisor(b)), whole)),
  abs: (value) => write(Math.abs(read(value).value), read(value).whole),
  ceil: (value) => Math.ceil(read(value).value),
  floor: (value) => Math.floor(read(value).value),
  round(value, digits = 0) {
    const scale = 10 ** Number(digits);
    const rounded = Math.round(Number((read(value).value * scale).toPrecision(15))) / scale;
    return Number(digits) > 0 ? write(rounded, false) : rounded;
  },
  at_least: choose((wanted, value) => wanted > value),
  at_most: choose((wanted, value) => wanted < value),
};
