import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundle } from './extensions.mjs';

const { client, newKey } = await import(pathToFileURL((await bundle('shared', 'client.ts')).outfile));
const { words } = await import(pathToFileURL((await bundle('shared', 'words.ts')).outfile));

function asking(response, session = {}) {
  const asked = [];
  globalThis.fetch = async (url, request) => { asked.push({ url, ...request }); return response(); };
  return [client({ token: async () => 't', locale: 'pt-BR', ...session }), asked];
}

test('Each request takes a fresh token and names the language', async () => {
  let tokens = 0;
  const [app, asked] = asking(() => Response.json({}), { token: async () => `t${++tokens}` });
  await app.loyalty();
  await app.order('gid://shopify/Order/12?key=1');
  assert.deepEqual(asked.map(({ url, headers }) => [url, headers.Authorization]), [
    ['https://retention.example.com/ext/loyalty?locale=pt-BR', 'Bearer t1'],
    ['https://retention.example.com/ext/orders/12?locale=pt-BR', 'Bearer t2'],
  ]);
});

test('Nothing throws: every failure is an answer', async () => {
  const cases = [
    [() => { throw new TypeError('lost'); }, 'offline'],
    [() => new Response('', { status: 401 }), 'no_access'],
    [() => new Response('', { status: 404 }), 'not_found'],
    [() => new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }), 'failed'],
    [() => new Response('<html>', { status: 200 }), 'failed'],
    [() => new Response('{', { status: 409, headers: { 'Content-Type': 'application/problem+json' } }), 'failed'],
    [() => new Response('{"code":"sold_out","title":"Gone"}', { status: 409, headers: { 'Content-Type': 'application/problem+json; charset=utf-8' } }), 'sold_out'],
  ];
  for (const [response, code] of cases) assert.equal((await asking(response)[0].redeem({ rewardId: 1, idempotencyKey: 'k' })).problem.code, code);
  assert.equal((await asking(() => Response.json({}), { token: async () => { throw new Error('no session'); } })[0].loyalty()).problem.code, 'offline');
});

test('At the till every address names the customer', async () => {
  const [app, asked] = asking(() => Response.json({}), { tillCustomer: 7 });
  await app.loyalty();
  await app.redeem({ rewardId: 1, idempotencyKey: 'k' });
  await app.find('a/b');
  await app.cancel(3);
  assert.deepEqual(asked.map(({ method, url }) => `${method} ${new URL(url).pathname}`), ['GET /ext/till/customers/7', 'POST /ext/till/customers/7/redemptions', 'GET /ext/till/customers/7/redemptions/a%2Fb', 'POST /ext/till/customers/7/redemptions/3/cancel']);
});

test('Keys differ, also where the engine has no randomUUID, and fit what the app takes', () => {
  const own = globalThis.crypto.randomUUID;
  const keys = new Set();
  for (let i = 0; i < 500; i++) keys.add(newKey());
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: undefined, configurable: true });
  for (let i = 0; i < 500; i++) keys.add(newKey());
  Object.defineProperty(globalThis.crypto, 'randomUUID', { value: own, configurable: true });
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.ok(key.length <= 200);
});

test('Numbers take the form of the language', () => {
  const cases = [
    ['en', { one: 'point', other: 'points' }, { 1: '1 point', 2: '2 points', 0: '0 points' }],
    ['ru', { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' }, { 1: '1 балл', 3: '3 балла', 11: '11 баллов', 21: '21 балл' }],
    ['fr', { one: 'point', many: 'de points', other: 'points' }, { 0: '0 point', 1: '1 point', 2: '2 points', 1000000: '1 000 000 de points' }],
    ['ja', { other: 'ポイント' }, { 1: '1 ポイント' }],
  ];
  for (const [locale, word, expected] of cases) {
    const say = words({ translate: (key) => key, formatNumber: (number) => new Intl.NumberFormat(locale).format(number) }, locale);
    for (const [number, text] of Object.entries(expected)) assert.equal(say.points(Number(number), word).replace(/[\u00a0\u202f]/g, ' '), text);
  }
});
