// A theme app extension as it lies in a folder. Read again when a file changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { extensionEngine, withoutData } from "./engine.mjs";

const FOLDERS = ["assets", "blocks", "locales", "snippets"];
const known = new Map();

export function extensionOf(folder) {
  const dir = resolve(folder);
  const stamp = stampOf(dir);
  const found = known.get(dir);
  if (found?.stamp === stamp) return found;
  const read = new Extension(dir, stamp);
  known.set(dir, read);
  return read;
}

function stampOf(dir) {
  let stamp = "";
  for (const folder of FOLDERS) {
    const path = join(dir, folder);
    if (!existsSync(path)) continue;
    for (const file of readdirSync(path).sort()) {
      const about = statSync(join(path, file));
      stamp += `${file}:${about.mtimeMs}:${about.size};`;
    }
  }
  return stamp;
}

class Extension {
  #blocks = new Map();
  #hashes = new Map();
  #locales = new Map();

  constructor(dir, stamp) {
    this.dir = dir;
    this.stamp = stamp;
    this.engine = extensionEngine(join(dir, "snippets"));
  }

  /** Names of the files in blocks/, without their ending. */
  blocks() {
    const folder = join(this.dir, "blocks");
    return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".liquid")).map((file) => file.slice(0, -7)).sort() : [];
  }

  block(name) {
    if (!this.#blocks.has(name)) this.#blocks.set(name, this.#read(name));
    return this.#blocks.get(name);
  }

  #read(name) {
    const file = join(this.dir, "blocks", `${name}.liquid`);
    if (!/^[\w-]+$/.test(name) || !existsSync(file)) throw new Error(`The extension has no block ${name}`);
    const source = readFileSync(file, "utf8");
    const schema = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source);
    if (!schema) throw new Error(`blocks/${name}.liquid has no schema`);
    return { template: this.engine.parse(withoutData(source), file), schema: JSON.parse(schema[1]) };
  }

  /** The address of an asset: its content's hash is part of it, so that it may be kept for ever. */
  assetUrl(name, base = "/cdn/extensions/loyalty-theme") {
    if (!this.#hashes.has(name)) {
      const file = join(this.dir, "assets", name);
      if (!/^[\w.-]+$/.test(name) || !existsSync(file)) throw new Error(`The extension has no asset ${name}`);
      this.#hashes.set(name, createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16));
    }
    return `${base}/${this.#hashes.get(name)}/${name}`;
  }

  asset(name) {
    this.assetUrl(name);
    return readFileSync(join(this.dir, "assets", name), "utf8");
  }

  /** Texts of a language: its own file, else the language without region, else the default. Missing keys come from the default file. */
  texts(locale) {
    return this.#texts(locale, "");
  }

  #texts(locale, kind) {
    const key = `${locale}${kind}`;
    if (!this.#locales.has(key)) {
      const file = [`${locale}${kind}.json`, `${locale.split("-")[0]}${kind}.json`].map((name) => join(this.dir, "locales", name)).find(existsSync);
      this.#locales.set(key, { own: file ? JSON.parse(readFileSync(file, "utf8")) : {}, others: this.#defaults(kind) });
    }
    return this.#locales.get(key);
  }

  #defaults(kind) {
    const folder = join(this.dir, "locales");
    const file = existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith(`.default${kind}.json`)) : undefined;
    return file ? JSON.parse(readFileSync(join(folder, file), "utf8")) : {};
  }

  /** A schema with every "t:…" replaced by the words of the schema's locale files. */
  translated(value, locale) {
    if (Array.isArray(value)) return value.map((one) => this.translated(one, locale));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.translated(one, locale)]));
    if (typeof value !== "string" || !value.startsWith("t:")) return value;
    const { own, others } = this.#texts(locale, ".schema");
    const at = (tree) => value.slice(2).split(".").reduce((node, part) => node?.[part], tree);
    return at(own) ?? at(others) ?? `translation missing: ${value.slice(2)}`;
  }
}
