import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize, dirname } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { bundle, extensions, root } from './extensions.mjs';

const languages = ['en.default', 'ru', 'de', 'fr', 'es', 'ja'];
const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies;
const surfaces = { 'customer-account': 'customer-account', purchase: 'checkout', pos: 'point-of-sale' };
const locale = (folder, language) => JSON.parse(readFileSync(join(root, folder, 'locales', `${language}.json`), 'utf8'));

test('The surfaces that were promised are there, each target once', () => {
  const targets = extensions.flatMap(({ entries }) => entries.map(([, target]) => target)).sort();
  assert.deepEqual(targets, [
    'customer-account.order-status.block.render', 'customer-account.page.render', 'customer-account.profile.block.render',
    'pos.customer-details.action.render', 'pos.customer-details.block.render', 'pos.home.modal.render', 'pos.home.tile.render',
    'purchase.checkout.reductions.render-after', 'purchase.thank-you.block.render',
  ]);
});

for (const { folder, toml, entries } of extensions) {
  test(`${folder} is configured as Shopify's CLI wants it`, () => {
    const [year, month] = pinned['@shopify/ui-extensions'].split('.');
    assert.match(toml, new RegExp(`^api_version = "${year}-${month.padStart(2, '0')}"$`, 'm'));
    assert.match(toml, new RegExp(`^handle = "${folder}"$`, 'm'));
    assert.equal(toml.match(/\[\[extensions.targeting\]\]/g).length, entries.length);
    for (const [module, target] of entries) {
      assert.ok(existsSync(join(root, folder, module)), module);
      assert.ok(existsSync(join(root, 'node_modules/@shopify/ui-extensions/build/ts/surfaces', surfaces[target.split('.')[0]], 'targets', `${target}.d.ts`)), target);
      // What the types are checked against is the target that is configured.
      assert.ok(readFileSync(join(root, folder, 'shopify.d.ts'), 'utf8').includes(`declare module './${module}' {\n  const shopify: import('@shopify/ui-extensions/${target}').Api;`), module);
      if (target === 'customer-account.page.render') assert.equal(entries.length, 1, 'a full page stands alone in its extension');
    }
    // The till's fetch needs no permission, the others' does.
    assert.equal(/^network_access = true$/m.test(toml), folder !== 'loyalty-pos');
    for (const language of languages) assert.ok(locale(folder, language).name.length <= 30);
  });

  test(`${folder} fits the types of the published package`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, folder)]).catch((failed) => failed);
    assert.equal(stdout, '');
  });

  test(`${folder} builds`, async () => {
    for (const [module, target] of entries) {
      const { bytes, gzip } = await bundle(folder, module);
      console.log(`${target}: ${bytes} bytes, ${gzip} gzipped`);
      // Shopify takes 64 KB at most of a compiled extension.
      assert.ok(bytes < 64 * 1024);
    }
  });

  test(`${folder} says the same in every language, all of it and nothing else`, () => {
    const english = locale(folder, 'en.default');
    const used = keysIn(new Set(entries.map(([module]) => join(root, folder, module))));
    assert.deepEqual(Object.keys(english).sort(), [...new Set(['name', 'description', ...used])].sort());
    for (const language of languages) {
      const texts = locale(folder, language);
      assert.deepEqual(Object.keys(texts), Object.keys(english), language);
      for (const [key, text] of Object.entries(texts)) {
        assert.ok(text.trim().length > 0, `${language}: ${key}`);
        assert.deepEqual((text.match(/\{\{\w+\}\}/g) ?? []).sort(), (english[key].match(/\{\{\w+\}\}/g) ?? []).sort(), `${language}: ${key}`);
      }
    }
    assert.deepEqual(readdirSync(join(root, folder, 'locales')).sort(), languages.map((language) => `${language}.json`).sort());
  });
}

test('The app finds the extensions, and they find the app', () => {
  const app = readFileSync(join(root, '..', 'shopify.app.toml'), 'utf8');
  assert.match(app, /^extension_directories = \["extension-config\/\*"\]$/m);
  const { 1: address } = app.match(/^application_url = "(.+?)\/?"$/m);
  assert.ok(readFileSync(join(root, 'shared', 'address.ts'), 'utf8').includes(`appUrl = '${address}'`));
  // Shopify's CLI takes every folder with a manifest; what the extensions share must not look like one.
  assert.ok(!readdirSync(join(root, 'shared')).some((file) => file.endsWith('.toml')));
});

test('Versions are pinned exactly', () => {
  for (const version of Object.values(pinned)) assert.match(version, /^\d+\.\d+\.\d+$/);
});

/** Keys of texts in these files and in what they import. */
function keysIn(files) {
  const keys = new Set();
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    for (const { 1: key } of source.matchAll(/\.text\('(\w+)'/g)) keys.add(key);
    for (const { 1: one, 2: other } of source.matchAll(/\.text\([^'`)]+\? '(\w+)' : '(\w+)'/g)) keys.add(one).add(other);
    if (source.includes('`reason_$')) for (const reason of ['tier', 'stock', 'birthday', 'limit']) keys.add(`reason_${reason}`);
    for (const { 1: imported } of source.matchAll(/from '(\.[^']+)'/g)) {
      const found = ['.ts', '.tsx'].map((ending) => normalize(join(dirname(file), imported)) + ending).find(existsSync);
      if (found) files.add(found);
    }
  }
  return keys;
}
