import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guest, issued, lost, loyalty, newcomer, refusal } from './answers.mjs';
import { open, signal } from './surface.mjs';

const held = { id: 31, state: 'ready', cancellable: true, code: 'K7QMP-2XW9D', title: '£5 off', expiresAt: null };

function checkout(app, { can = true, takes = () => ({ type: 'success' }), codes = [] } = {}) {
  const changes = [];
  const shopify = {
    instructions: signal({ discounts: { canUpdateDiscountCodes: can } }),
    cost: { subtotalAmount: signal({ amount: 41.3, currencyCode: 'GBP' }) },
    discountCodes: signal(codes.map((code) => ({ code }))),
    async applyDiscountCodeChange(change) {
      changes.push(change);
      const result = takes(change);
      if (result.type === 'success') {
        const others = globalThis.shopify.discountCodes.value.filter(({ code }) => code !== change.code);
        globalThis.shopify.discountCodes.value = change.type === 'addDiscountCode' ? [...others, { code: change.code }] : others;
      }
      return result;
    },
  };
  return open('loyalty-checkout', 'src/Redeem.tsx', { shopify, app: { 'GET /ext/loyalty': loyalty(), ...app } }).then((view) => Object.assign(view, { changes }));
}

async function redeem(view) {
  await view.until('You have 1,240 points');
  view.press('£5 off · 500 points');
  await view.until('Exchange 500 points for “£5 off”?');
  view.press('Apply');
}

const afterwards = (first = loyalty()) => {
  let times = 0;
  return () => (++times === 1 ? first : loyalty({ available: 740, codes: [held] }));
};

test('While it is loading the checkout shows a placeholder', async () => {
  const view = await checkout({ 'GET /ext/loyalty': () => new Promise(() => {}) });
  assert.ok(view.find('s-skeleton-paragraph'));
});

test('A reward becomes a code and the code a price, with what else the customer cannot use left out', async () => {
  const view = await checkout({ 'GET /ext/loyalty': afterwards(), 'POST /ext/redemptions': issued() });
  await view.until('You have 1,240 points');
  assert.ok(!view.text().includes('store credit'));
  assert.ok(!view.text().includes('Free shipping'));
  assert.ok(!view.text().includes('£20 off'));
  await redeem(view);
  await view.until('Applied to your order: £5 off');
  assert.deepEqual(view.changes, [{ type: 'addDiscountCode', code: 'K7QMP-2XW9D' }]);
  assert.deepEqual(view.asked.find(({ body }) => body).body.cart, { total: 4130, currency: 'GBP' });
  assert.ok(view.text().includes('You have 740 points'));
  assert.equal(view.button('£5 off · 500 points'), undefined);
});

test('Where codes cannot be changed, nothing is redeemed', async () => {
  const view = await (await checkout({}, { can: false })).until('Codes cannot be changed in this checkout.');
  assert.equal(view.find('s-button'), null);
});

test('A code that the checkout does not take, as with a wallet, is shown and can be given back', async () => {
  let isBack = false;
  let times = 0;
  const view = await checkout({
    'GET /ext/loyalty': () => (++times === 1 || isBack ? loyalty() : loyalty({ available: 740, codes: [held] })),
    'POST /ext/redemptions': issued(),
    'POST /ext/redemptions/31/cancel': () => { isBack = true; return { status: 'cancelled' }; },
  }, { takes: () => ({ type: 'error', message: 'Not available with this payment method' }) });
  await redeem(view);
  await view.until('Your code K7QMP-2XW9D is ready, but this checkout did not take it');
  assert.ok(view.text().includes('Apple Pay and Google Pay'));
  view.press('Cancel this code');
  await view.until(() => view.text().includes('You have 1,240 points') && !view.text().includes('K7QMP'));
});

test('A checkout that throws is one that did not take the code', async () => {
  const view = await checkout({ 'GET /ext/loyalty': afterwards(), 'POST /ext/redemptions': issued() }, { takes: () => { throw new Error('wallet'); } });
  await redeem(view);
  await view.until('this checkout did not take it');
});

test('A code bought earlier is offered before new ones are bought', async () => {
  const view = await (await checkout({ 'GET /ext/loyalty': loyalty({ codes: [held] }) })).until('Apply your code K7QMP-2XW9D: £5 off');
  view.press('Apply your code K7QMP-2XW9D: £5 off');
  await view.until('Applied to your order: £5 off');
  assert.equal(view.asked.length, 1);
});

test('An applied code is taken out of the order before it is given back', async () => {
  const steps = [];
  const view = await checkout({ 'GET /ext/loyalty': loyalty({ codes: [held] }), 'POST /ext/redemptions/31/cancel': () => { steps.push('cancel'); return { status: 'cancelled' }; } },
    { codes: ['k7qmp-2xw9d'], takes: ({ type }) => { steps.push(type); return { type: 'success' }; } });
  await view.until('Applied to your order: £5 off');
  view.press('Cancel this code');
  await view.until(() => steps.length === 2);
  assert.deepEqual(steps, ['removeDiscountCode', 'cancel']);
});

test('Giving back that does not work says so and leaves the code', async () => {
  const view = await (await checkout({ 'GET /ext/loyalty': loyalty({ codes: [held] }), 'POST /ext/redemptions/31/cancel': () => lost() }, { codes: ['K7QMP-2XW9D'] })).until('Applied to your order');
  view.press('Cancel this code');
  await view.until('nothing is taken twice');
});

test('A refusal is said and no code is tried', async () => {
  const view = await checkout({ 'POST /ext/redemptions': refusal(409, 'not_enough_points') });
  await redeem(view);
  await view.until('You need 20 points more for this reward.');
  assert.deepEqual(view.changes, []);
});

test('A lost connection is repeated with the same key', async () => {
  let times = 0;
  const view = await checkout({ 'GET /ext/loyalty': afterwards(), 'POST /ext/redemptions': () => (++times === 1 ? lost() : issued()) });
  await redeem(view);
  await view.until('nothing is taken twice');
  view.press('Try again');
  await view.until('Applied to your order');
  const [first, second] = view.asked.filter(({ body }) => body).map(({ body }) => body.idempotencyKey);
  assert.equal(first, second);
});

test('A slider takes the most that the balance allows', async () => {
  const slider = { ...loyalty().rewards[0], kind: 'amount_off_slider', name: 'Up to £50 off', cost: 100, slider: { min: 100, max: 5000, step: 100, perPoint: 0.01 } };
  const view = await (await checkout({ 'GET /ext/loyalty': loyalty({ rewards: [slider] }), 'POST /ext/redemptions': issued({ cost: 1200 }) })).until('£12.00 off · 1,200 points');
  view.press('£12.00 off · 1,200 points');
  await view.until('Exchange 1,200 points for “£12.00 off”?');
  view.press('Apply');
  await view.until(() => view.changes.length === 1);
  assert.equal(view.asked.find(({ body }) => body).body.points, 1200);
});

test('Too few points say how many are missing', async () => {
  await (await checkout({ 'GET /ext/loyalty': newcomer() })).until('£5 off: 500 points to go');
});

test('A guest is invited, a blocked account told, and anything else leaves the checkout alone', async () => {
  await (await checkout({ 'GET /ext/loyalty': guest() })).until('Sign in to see your balance');
  await (await checkout({ 'GET /ext/loyalty': loyalty({ blocked: true }) })).until('The shop has paused this account.');
  for (const answer of [loyalty({ active: false }), { status: 500 }]) {
    const view = await (await checkout({ 'GET /ext/loyalty': answer })).until(() => globalThis.document.body.innerHTML === '');
    assert.equal(view.text(), '');
  }
});
