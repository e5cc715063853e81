// Liquid's objects that are more than their data.

/** {{ metafield }} prints the value; .value and .type are read as usual. */
class Metafield {
  constructor({ type, value }) {
    this.type = type;
    this.value = value;
  }
  toString() {
    return typeof this.value === "object" && this.value !== null ? JSON.stringify(this.value) : String(this.value ?? "");
  }
}

/** The context with metafields that print themselves: {namespace: {key: {type, value}}} below every "metafields". */
export function objectsOf(context) {
  const lift = (value) => {
    if (Array.isArray(value)) return value.map(lift);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === "metafields" ? metafields(one) : lift(one)]));
  };
  return lift(context);
}

const each = (object, make) => Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, make(value)]));
const metafields = (namespaces) => each(namespaces, (fields) => each(fields, (field) => new Metafield(field)));
