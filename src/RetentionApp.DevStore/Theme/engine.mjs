// Liquid with Shopify's filters, tags and arithmetic.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Liquid } from "liquidjs";
import { assetFilters } from "./filters/assets.mjs";
import { colourFilters } from "./filters/colours.mjs";
import { mathFilters } from "./filters/math.mjs";
import { moneyFilters } from "./filters/money.mjs";
import { textFilters } from "./filters/text.mjs";
import { translateFilters } from "./filters/translate.mjs";
import { extensionTags, pageTags } from "./tags.mjs";

const FILTERS = { ...assetFilters, ...colourFilters, ...mathFilters, ...moneyFilters, ...textFilters, ...translateFilters };
const DATA = /\{%-?\s*(schema|javascript|stylesheet|doc)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}/g;
// Liquid tells 2.0 from 2 and JavaScript does not: decimal literals beside arithmetic become texts, which mathFilters read as decimals.
const DECIMAL_ARGUMENT = /(\|\s*(?:divided_by|times|plus|minus|modulo|at_least|at_most)\s*:\s*)(-?\d+\.\d+)/g;
const DECIMAL_START = /((?:\{\{-?|=)\s*)(-?\d+\.\d+)(\s*\|)/g;

/** The template without the parts that hold data for Shopify. Lines keep their numbers. */
export function withoutData(source) {
  return withDecimals(source.replace(DATA, (part) => part.replace(/[^\n]/g, "")));
}

export function withDecimals(source) {
  return source.replace(DECIMAL_ARGUMENT, "$1'$2'").replace(DECIMAL_START, "$1'$2'$3");
}

export function extensionEngine(snippets) {
  const read = (file) => withoutData(readFileSync(file, "utf8"));
  const engine = new Liquid({
    partials: [snippets], extname: ".liquid", relativeReference: false, cache: true, strictFilters: true, dynamicPartials: true,
    fs: {
      sep: "/", resolve: (dir, file, ext) => resolve(dir, file + ext),
      exists: async (file) => existsSync(file), existsSync, readFile: async (file) => read(file), readFileSync: read,
      contains: async (root, file) => file.startsWith(`${root}/`), containsSync: (root, file) => file.startsWith(`${root}/`),
    },
  });
  return equip(engine, extensionTags);
}

/** Pages of an app proxy have the filters, and no files. */
export const pageEngine = equip(new Liquid({ strictFilters: true, templates: {} }), pageTags);

function equip(engine, tags) {
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  for (const [name, tag] of Object.entries(tags)) engine.registerTag(name, tag);
  return engine;
}
