import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issued, lost, loyalty, newcomer, refusal } from './answers.mjs';
import { open, signal } from './surface.mjs';

const Anna = 207119551;
const path = `/ext/till/customers/${Anna}`;

function till(module, app, { customer = Anna, online = true, takes = true, cart = customer, ...more } = {}) {
  const added = [];
  const shopify = {
    customer: { id: customer },
    connectivity: { current: signal({ internetConnected: online ? 'Connected' : 'Disconnected' }) },
    cart: {
      current: signal({ subtotal: '41.30', customer: cart ? { id: cart } : undefined }),
      async setCustomer(one) { added.push(one); globalThis.shopify.cart.current.value = { subtotal: '41.30', customer: one }; },
      async addCartCodeDiscount(code) { if (!takes) throw new Error('no'); added.push(code); },
    },
  };
  return open('loyalty-pos', module, { shopify, app: { [`GET ${path}`]: loyalty(), ...app }, ...more }).then((view) => Object.assign(view, { added }));
}

const tile = (view) => view.find('s-tile').getAttribute('subheading');

test('The tile asks for a customer, then shows what they have and opens the rest', async () => {
  const view = await till('src/Tile.tsx', {}, { customer: 0 });
  assert.equal(tile(view), 'Add a customer to the cart');
  assert.equal(view.asked.length, 0);
  view.shopify.cart.current.value = { subtotal: '0.00', customer: { id: Anna } };
  await view.until(() => tile(view) === '1,240 points');
  view.click('s-tile');
  assert.equal(view.shopify.presented, true);
});

test('Offline, the tile says so, asks nothing, and comes back by itself', async () => {
  const view = await till('src/Tile.tsx', {}, { online: false });
  assert.equal(tile(view), 'No connection');
  assert.equal(view.asked.length, 0);
  view.shopify.connectivity.current.value = { internetConnected: 'Connected' };
  await view.until(() => tile(view) === '1,240 points');
});

test("A tile whose question failed can still be opened", async () => {
  const view = await till('src/Tile.tsx', { [`GET ${path}`]: { status: 500 } });
  await view.until(() => tile(view) === 'Tap for details');
});

for (const [name, module] of [['The page behind the tile', 'src/Home.tsx'], ["The page behind a customer's details", 'src/CustomerAction.tsx']]) {
  test(`${name} shows the customer's balance to staff, with their token`, async () => {
    const view = await (await till(module, {})).until('1,240 points');
    assert.ok(view.text().includes('£5 off'));
    assert.ok(!view.text().includes('store credit'));
    assert.equal(view.asked[0].headers.Authorization, 'Bearer a.session.token');
  });

  test(`${name} redeems for the customer and puts the code into the cart`, async () => {
    let times = 0;
    const view = await (await till(module, { [`GET ${path}`]: () => loyalty({ available: ++times === 1 ? 1240 : 740 }), [`POST ${path}/redemptions`]: issued() })).until('1,240 points');
    view.press('£5 off · 500 points');
    await view.until('Exchange 500 points for “£5 off”?');
    view.press('Redeem');
    await view.until('In the cart: K7QMP-2XW9D');
    await view.until('740 points');
    assert.deepEqual(view.added, ['K7QMP-2XW9D']);
    assert.deepEqual(view.asked.find(({ body }) => body).body.cart, { total: 4130, currency: 'GBP' });
  });

  test(`${name} is honest when the cart does not take the code, and gives it back`, async () => {
    const view = await (await till(module, { [`POST ${path}/redemptions`]: issued(), [`POST ${path}/redemptions/31/cancel`]: { status: 'cancelled' } }, { takes: false })).until('1,240 points');
    view.press('£5 off · 500 points');
    (await view.until(() => view.button('Redeem'))).press('Redeem');
    await view.until('The cart did not take the code K7QMP-2XW9D');
    view.press('Cancel this code');
    await view.until(() => !view.text().includes('K7QMP'));
    assert.ok(view.asked.some(({ route }) => route === `POST ${path}/redemptions/31/cancel`));
  });

  test(`${name} says what went wrong in words for staff`, async () => {
    await (await till(module, { [`GET ${path}`]: { status: 404 } })).until('This customer is new to the programme.');
    await (await till(module, {}, { token: null })).until('You have no access to this app.');
    await (await till(module, { [`GET ${path}`]: () => lost() })).until('Balances can be seen and used again');
    const view = await (await till(module, { [`POST ${path}/redemptions`]: refusal(409, 'account_blocked', { title: 'Your points are blocked' }) })).until('1,240 points');
    view.press('£5 off · 500 points');
    (await view.until(() => view.button('Redeem'))).press('Redeem');
    await view.until('This account is paused.');
  });

  test(`${name} offers nothing offline, for a blocked account or while the programme is off`, async () => {
    const offline = await (await till(module, {}, { online: false })).until('No connection');
    assert.equal(offline.find('s-button'), null);
    for (const [change, said] of [[{ blocked: true }, 'This account is paused.'], [{ active: false }, 'The programme is paused']]) {
      const view = await (await till(module, { [`GET ${path}`]: loyalty(change) })).until(said);
      assert.equal(view.find('s-button'), null);
    }
  });

  test(`${name} tells what a newcomer lacks`, async () => {
    await (await till(module, { [`GET ${path}`]: newcomer() })).until('£5 off · 500 points to go');
  });
}

test('The page behind the tile asks for a customer', async () => {
  await (await till('src/Home.tsx', {}, { customer: 0 })).until('Add a customer to the cart');
});

test("From a customer's details the customer comes into the cart with the code", async () => {
  const view = await (await till('src/CustomerAction.tsx', { [`POST ${path}/redemptions`]: issued() }, { cart: 0 })).until('1,240 points');
  view.press('£5 off · 500 points');
  (await view.until(() => view.button('Redeem'))).press('Redeem');
  await view.until('In the cart: K7QMP-2XW9D');
  assert.deepEqual(view.added, [{ id: Anna }, 'K7QMP-2XW9D']);
});

test('A slider offers its least and its most', async () => {
  const slider = { ...loyalty().rewards[0], kind: 'amount_off_slider', cost: 100, slider: { min: 100, max: 5000, step: 100, perPoint: 0.01 } };
  const view = await (await till('src/Home.tsx', { [`GET ${path}`]: loyalty({ rewards: [slider] }), [`POST ${path}/redemptions`]: issued() })).until('£12.00 · 1,200 points');
  assert.ok(view.button('£1.00 · 100 points'));
  view.press('£12.00 · 1,200 points');
  (await view.until(() => view.button('Redeem'))).press('Redeem');
  await view.until('In the cart');
  assert.equal(view.asked.find(({ body }) => body).body.points, 1200);
});

test("The block in a customer's details shows the balance and opens the page", async () => {
  const view = await (await till('src/CustomerBlock.tsx', {})).until('1,240 points');
  assert.ok(view.text().includes('Gold'));
  view.press('Redeem');
  assert.equal(view.shopify.presented, true);
  const offline = await (await till('src/CustomerBlock.tsx', {}, { online: false })).until('Balances can be seen and used again');
  assert.equal(offline.asked.length, 0);
  await (await till('src/CustomerBlock.tsx', { [`GET ${path}`]: { status: 404 } })).until('This customer is new to the programme.');
});
