// What Shopify's CLI and server accept, and what we promise about weight.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { check } from "@shopify/theme-check-node";
import { blockSchemas } from "../../../src/RetentionApp.DevStore/Theme/render.mjs";
import { scripts } from "../build.mjs";
import { blocks, extensionDir, file, languages, member, render } from "../support/shop.mjs";

const list = (folder) => readdirSync(join(extensionDir, folder)).map((name) => ({ name, path: join(extensionDir, folder, name), size: statSync(join(extensionDir, folder, name)).size }));
const folders = ["assets", "blocks", "locales", "snippets"];
const json = (path) => JSON.parse(readFileSync(path, "utf8"));

test("Shopify's linter finds nothing, not even to warn of", async () => {
  const offenses = await check(extensionDir, file("node_modules/@shopify/theme-check-node/configs/theme-app-extension.yml"));
  assert.deepEqual(offenses.map((one) => `${one.check} ${one.uri.split("/").at(-1)}: ${one.message}`), []);
});

test("the linter would find something", async () => {
  const offenses = await check(file("broken"), file("node_modules/@shopify/theme-check-node/configs/theme-app-extension.yml"));
  assert.ok(offenses.some((one) => one.check === "ParserBlockingScript"));
});

test("the folder holds what an extension may hold, within Shopify's limits", () => {
  assert.deepEqual(readdirSync(extensionDir).sort(), [...folders, "shopify.extension.toml"].sort());
  const all = folders.flatMap(list);
  assert.ok(all.every((one) => statSync(one.path).isFile()), "no folders in folders");
  for (const { name } of list("assets")) assert.match(name, /\.(jpe?g|json|js|css|png|svg|wasm)$/);
  for (const folder of ["blocks", "snippets"]) for (const { name } of list(folder)) assert.match(name, /^[a-z-]+\.liquid$/);
  assert.ok(all.reduce((sum, one) => sum + one.size, 0) < 10_000_000);
  assert.ok(list("blocks").length <= 30);
  assert.deepEqual(list("blocks").map((one) => one.name.replace(".liquid", "")).sort(), blocks);
  assert.ok([...list("blocks"), ...list("snippets")].reduce((sum, one) => sum + one.size, 0) < 100_000, "all Liquid together");
  assert.ok(list("locales").length <= 100);
  for (const { name, size } of list("locales")) assert.ok(size < 15_000, name);
});

test("block names fit, without the app's name, in every language", () => {
  for (const locale of languages) {
    for (const [block, schema] of Object.entries(blockSchemas(extensionDir, locale))) {
      assert.ok(schema.name.length > 0 && schema.name.length < 25, `${block} in ${locale}: ${schema.name}`);
      assert.doesNotMatch(JSON.stringify(schema), /translation missing/);
      assert.doesNotMatch(schema.name, /retention/i);
      assert.ok(!(schema.enabled_on && schema.disabled_on));
      assert.ok(["section", "body"].includes(schema.target));
    }
  }
});

test("the scripts are the ones that their sources make (npm run build)", async () => {
  for (const [name, text] of Object.entries(await scripts())) assert.equal(readFileSync(join(extensionDir, "assets", name), "utf8"), text, name);
  assert.deepEqual(list("assets").map((one) => one.name).filter((name) => name.endsWith(".js")).sort(), ["launcher.js", "panel.js", "product-points.js"]);
});

test("the embed's JavaScript weighs at most 10,240 bytes gzipped, a block's at most 2,048", async (t) => {
  const packed = (name) => gzipSync(readFileSync(join(extensionDir, "assets", name)), { level: 9 }).length;
  for (const { name, path } of list("assets")) t.diagnostic(`${name}: ${statSync(path).size} bytes, gzip ${packed(name)}, brotli ${brotliCompressSync(readFileSync(path)).length}`);
  const html = await render("launcher", { customer: member() });
  t.diagnostic(`launcher's HTML: ${Buffer.byteLength(html)} bytes, gzip ${gzipSync(html, { level: 9 }).length}`);
  assert.ok(packed("launcher.js") + packed("panel.js") <= 10_240);
  assert.ok(packed("launcher.js") <= 1024, "what every page loads");
  assert.ok(packed("product-points.js") <= 2048);
});

const leaves = (tree, path = "") => Object.entries(tree).flatMap(([key, value]) => (typeof value === "object" && !("other" in value) ? leaves(value, `${path}${key}.`) : [[path + key, value]]));
const holes = (text) => [...text.matchAll(/\{\d\}/g)].map(String).sort().join();

for (const locale of languages) {
  for (const kind of ["", ".schema"]) {
    test(`${locale}${kind}: every text, every plural form, the same holes, nothing that needs escaping`, () => {
      const path = (one) => join(extensionDir, "locales", `${one}${one === "en" ? ".default" : ""}${kind}.json`);
      const [own, english] = [new Map(leaves(json(path(locale)))), new Map(leaves(json(path("en"))))];
      assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
      for (const [key, value] of own) {
        const forms = typeof value === "string" ? [value] : Object.values(value);
        for (const text of forms) {
          assert.ok(text.length > 0, key);
          assert.doesNotMatch(text, /[&<>"']/, key);
          assert.equal(holes(text), holes(typeof value === "string" ? english.get(key) : english.get(key).other), key);
        }
        if (typeof value === "string") continue;
        const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
        assert.deepEqual(Object.keys(value).sort(), [...wanted].sort(), key);
      }
    });
  }
}

test("every text is used", () => {
  const liquid = [...list("blocks"), ...list("snippets")].map((one) => readFileSync(one.path, "utf8")).join();
  for (const [key] of leaves(json(join(extensionDir, "locales", "en.default.json")))) assert.ok(liquid.includes(`'${key}'`), key);
  for (const [key] of leaves(json(join(extensionDir, "locales", "en.default.schema.json")))) assert.ok(liquid.includes(`"t:${key}"`), key);
  const source = readdirSync(file("../../extension-config/loyalty-theme-src")).map((name) => readFileSync(file("../../extension-config/loyalty-theme-src/" + name), "utf8")).join();
  for (const key of Object.keys(json(join(extensionDir, "locales", "en.default.json")).panel)) assert.ok(source.includes(`"${key}"`) || liquid.split(`'panel.${key}'`).length > 2, key);
});
