import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guest, loyalty, lost, newcomer } from './answers.mjs';
import { open, signal } from './surface.mjs';

const word = { one: 'point', other: 'points' };
const order = (change = {}) => ({ state: 'earned', points: 57, usableAt: `${new Date().getFullYear()}-05-03T10:00:00Z`, waitsForFulfilment: false, active: true, timeZone: 'Europe/London', word, ...change });
const settle = () => new Promise((done) => setTimeout(done, 4000));

const places = [
  ['the thank-you page', 'loyalty-thank-you', 'src/ThankYou.tsx', () => ({ orderConfirmation: signal({ order: { id: 'gid://shopify/OrderIdentity/5001' }, isFirstOrder: false }) })],
  ['the order status page', 'loyalty-account', 'src/OrderStatus.tsx', () => ({ order: signal({ id: 'gid://shopify/Order/5001' }), requireLogin: async () => { globalThis.shopify.login = true; } })],
];

for (const [name, folder, module, shopify] of places) {
  const show = (answer, more = {}) => open(folder, module, { shopify: shopify(), app: { 'GET /ext/orders/5001': answer }, ...more });

  test(`On ${name} an order tells what it earned and from when on`, async () => {
    const view = await (await show(order())).until('You earned 57 points');
    assert.ok(view.text().includes('You can use them from May 3.'));
    assert.equal(view.asked[0].headers.Authorization, 'Bearer a.session.token');
  });

  test(`On ${name} points that can be used now, or once the parcel is sent, say so`, async () => {
    await (await show(order({ usableAt: null }))).until('You can use them now.');
    await (await show(order({ usableAt: null, waitsForFulfilment: true }))).until('once your order has been sent');
  });

  test(`On ${name} an order the app has not heard of is on its way, without a number, and asked after again`, async () => {
    let times = 0;
    const view = await show(() => (++times < 3 ? order({ state: 'on_the_way', points: 0, usableAt: null }) : order()));
    await view.until('What this order brings you is on its way.');
    assert.doesNotMatch(view.text(), /\d/);
    await view.until('You earned 57 points');
    assert.equal(view.asked.length, 3);
  });

  test(`On ${name} asking ends after a while`, async () => {
    const view = await (await show(order({ state: 'on_the_way', points: 0 }))).until('on its way');
    for (let i = 0; i < 12; i++) await settle();
    assert.equal(view.asked.length, 5);
  });

  test(`On ${name} unpaid, returned and guests' orders say what holds for them`, async () => {
    await (await show(order({ state: 'unpaid', points: 0 }))).until('This order earns once it is paid.');
    await (await show(order({ state: 'taken_back', points: 0 }))).until('The order went back');
    await (await show(order({ state: 'guest', points: 0 }))).until('Shop with an account');
  });

  test(`On ${name} nothing is shown where there is nothing to say`, async () => {
    for (const answer of [order({ state: 'nothing', points: 0 }), order({ active: false }), { status: 500 }, lost()]) {
      const view = await (await show(() => answer)).until(() => globalThis.document.body.innerHTML === '');
      assert.equal(view.text(), '');
    }
  });

  test(`On ${name} Russian has its own forms`, async () => {
    const view = await (await show(order({ points: 22, word: { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' } }), { locale: 'ru' })).until('Вы получили 22 балла');
    assert.ok(view.text().includes('Потратить их можно с 3 мая.'));
  });
}

test('On the order status page a guest can sign in from there', async () => {
  const [, folder, module, shopify] = places[1];
  const view = await (await open(folder, module, { shopify: shopify(), app: { 'GET /ext/orders/5001': order({ state: 'guest' }) } })).until('Shop with an account');
  view.press('Sign in');
  assert.equal(view.shopify.login, true);
});

test('Without an order, as in the editor, nothing is asked', async () => {
  const view = await open('loyalty-account', 'src/OrderStatus.tsx', { shopify: { order: signal(undefined) } });
  assert.equal(view.asked.length, 0);
  assert.equal(view.text(), '');
});

test('The profile shows the balance and leads to the page', async () => {
  const view = await (await open('loyalty-account', 'src/Profile.tsx', { app: { 'GET /ext/loyalty': loyalty() } })).until('1,240 points');
  assert.ok(view.text().includes('Gold'));
  assert.equal(view.button('Rewards and history').getAttribute('href'), 'extension:loyalty-page/');
});

test('The profile of a newcomer, a guest, a blocked account and a paused programme says what holds', async () => {
  const show = (answer) => open('loyalty-account', 'src/Profile.tsx', { app: { 'GET /ext/loyalty': answer } });
  await (await show(newcomer())).until('Your first order brings some.');
  await (await show(guest())).until('Sign in to see your balance');
  await (await show(loyalty({ blocked: true }))).until('The shop has paused this account.');
  await (await show(loyalty({ active: false }))).until('What you have is safe.');
  await (await show(loyalty({ owed: 40, available: -40 }))).until('Owed for an order that went back: 40 points');
});

test('The profile says when it could not ask, and asks again', async () => {
  let times = 0;
  const view = await (await open('loyalty-account', 'src/Profile.tsx', { app: { 'GET /ext/loyalty': () => (++times === 1 ? lost() : loyalty()) } })).until('We cannot show this right now');
  view.press('Try again');
  await view.until('1,240 points');
});
