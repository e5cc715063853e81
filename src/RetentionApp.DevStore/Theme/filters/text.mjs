// Shopify's text filters beyond those of the engine.
import { createHash, createHmac } from "node:crypto";
import { filters } from "liquidjs";
import { hostOf } from "../host.mjs";

const SIGNS = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029" };
const handleize = (text) => String(text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
const hash = (kind) => (text) => createHash(kind).update(String(text)).digest("hex");
const hmac = (kind) => (text, secret) => createHmac(kind, String(secret)).update(String(text)).digest("hex");

export const textFilters = {
  /** Safe inside a script element, as Shopify's is. */
  json: (value) => JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, (sign) => SIGNS[sign]),
  handleize,
  handle: handleize,
  camelize: (text) => handleize(text).split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(""),
  pluralize: (count, one, many) => (Number(count) === 1 ? one : many),
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  hmac_sha1: hmac("sha1"),
  hmac_sha256: hmac("sha256"),
  /** "now" is the shop's clock, which the DevStore can move. */
  date(value, ...args) {
    const now = hostOf(this).context.now;
    return filters.date.call(this, now && (value === "now" || value === "today") ? now : value, ...args.filter((arg) => !Array.isArray(arg)));
  },
  time_tag(value, ...args) {
    const moment = new Date(typeof value === "number" ? value * 1000 : value).toISOString();
    return `<time datetime="${moment}">${filters.date.call(this, value, ...args.filter((arg) => !Array.isArray(arg)))}</time>`;
  },
};
