import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guest, issued, lost, loyalty, newcomer, refusal } from './answers.mjs';
import { open } from './surface.mjs';

const page = (app, more = {}) => open('loyalty-page', 'src/Page.tsx', { app: { 'GET /ext/loyalty': loyalty(), ...app }, ...more });

test('While the app has not answered, the page says that it is loading', async () => {
  const view = await page({ 'GET /ext/loyalty': () => new Promise(() => {}) });
  assert.equal(view.find('s-skeleton-paragraph').getAttribute('content'), 'Loading…');
});

test('A member sees balance, tier, rewards, ways and history, in one request with their token', async () => {
  const view = await (await page()).until('1,240 points');
  for (const said of ['Worth £12.40', 'From May 3 you can also use 83 points', 'Gold', '260 points to Platinum', '£5 off', '500 points', 'On orders of £20.00 or more', '760 points to go', 'Not in your tier', '5 points for every £1 you spend', 'Sign up · Done', 'Order #1042', '+83', '−500'])
    assert.ok(view.text().includes(said), `${said} is not in: ${view.text()}`);
  assert.equal(view.find('s-progress').getAttribute('value'), '62');
  assert.equal(view.asked.length, 1);
  assert.equal(view.asked[0].headers.Authorization, 'Bearer a.session.token');
  assert.equal(view.asked[0].url.searchParams.get('locale'), 'en');
});

test("The merchant's word is used in the right form", async () => {
  const stars = { one: 'звезда', few: 'звезды', many: 'звёзд', other: 'звезды' };
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ available: 1242, word: stars }) }, { locale: 'ru' })).until('звезды');
  assert.match(view.text(), /1\s242 звезды/);
  assert.match(view.text(), /не хватает: 760 звёзд/);
});

test('A newcomer is told how the first points come', async () => {
  const view = await (await page({ 'GET /ext/loyalty': newcomer() })).until('Your first order brings some.');
  assert.ok(view.text().includes('0 points'));
  assert.ok(view.text().includes('Nothing here yet.'));
  assert.equal(view.button('Get it'), undefined);
});

test('A guest is asked to sign in and shown nothing of anybody', async () => {
  const view = await (await page({ 'GET /ext/loyalty': guest() })).until('Sign in to see your balance');
  assert.ok(!view.text().includes('points'));
});

test('A failure can be tried again', async () => {
  let times = 0;
  const view = await (await page({ 'GET /ext/loyalty': () => (++times === 1 ? { status: 500 } : loyalty()) })).until('We cannot show this right now');
  view.press('Try again');
  await view.until('1,240 points');
});

test('Shopify giving no token is a failure like any other', async () => {
  const view = await (await page({}, { token: null })).until('We cannot show this right now');
  assert.equal(view.asked.length, 0);
});

test('A blocked account and a paused programme show the balance and offer nothing', async () => {
  for (const [change, said] of [[{ blocked: true }, 'The shop has paused this account.'], [{ active: false }, 'The programme is paused']]) {
    const view = await (await page({ 'GET /ext/loyalty': loyalty(change) })).until(said);
    assert.ok(view.text().includes('1,240 points'));
    assert.equal(view.button('Get it'), undefined);
  }
});

test('A reward is confirmed, bought once, and its code shown; the balance follows', async () => {
  let times = 0;
  const after = loyalty({ available: 740, codes: [{ id: 31, state: 'ready', cancellable: true, code: 'K7QMP-2XW9D', title: '£5 off', expiresAt: null, applyUrl: 'https://vases.example/discount/K7QMP-2XW9D?redirect=/cart' }] });
  const view = await (await page({ 'GET /ext/loyalty': () => (++times === 1 ? loyalty() : after), 'POST /ext/redemptions': issued() })).until('£5 off');
  view.press('Get it');
  await view.until('Exchange 500 points for “£5 off”?');
  assert.ok(view.text().includes('You will have 740 points left.'));
  view.press('Use 500 points');
  await view.until('Your code is ready');
  await view.until('740 points');
  assert.ok(view.text().includes('K7QMP-2XW9D'));
  assert.equal(view.find('s-clipboard-item').getAttribute('text'), 'K7QMP-2XW9D');
  assert.equal(view.button('Use it now').getAttribute('href'), 'https://vases.example/discount/K7QMP-2XW9D?redirect=/cart');
  const wishes = view.asked.filter(({ route }) => route === 'POST /ext/redemptions');
  assert.equal(wishes.length, 1);
  assert.equal(wishes[0].body.rewardId, 7);
  assert.match(wishes[0].body.idempotencyKey, /^ext-\w+-[\w-]{20,}$/);
});

test('Leaving the question changes nothing', async () => {
  const view = await (await page()).until('£5 off');
  view.press('Get it');
  await view.until('Exchange 500 points');
  view.press('Not now');
  await view.until(() => view.button('Get it'));
  assert.equal(view.asked.length, 1);
});

test('A code that takes its time is asked after by its key until it is there', async () => {
  let times = 0;
  const view = await (await page({
    'POST /ext/redemptions': issued({ status: 'pending', code: null }),
    'GET /ext/redemptions/.+': () => [issued({ status: 'pending', code: null }), lost(), issued()][times++],
  })).until('£5 off');
  view.press('Get it');
  (await view.until(() => view.button('Use 500 points'))).press('Use 500 points');
  await view.until('Your code is ready');
  const key = view.asked.find(({ body }) => body).body.idempotencyKey;
  assert.equal(view.asked.filter(({ route }) => route === `GET /ext/redemptions/${key}`).length, 3);
});

test('A code that does not come in time is said to be on its way', async () => {
  const pending = issued({ status: 'pending', code: null });
  const view = await (await page({ 'POST /ext/redemptions': pending, 'GET /ext/redemptions/.+': pending })).until('£5 off');
  view.press('Get it');
  (await view.until(() => view.button('Use 500 points'))).press('Use 500 points');
  await view.until('The code is on its way');
});

test('After a lost connection the same wish is sent again with the same key', async () => {
  let times = 0;
  const view = await (await page({ 'POST /ext/redemptions': () => (++times === 1 ? lost() : issued()) })).until('£5 off');
  view.press('Get it');
  (await view.until(() => view.button('Use 500 points'))).press('Use 500 points');
  await view.until('nothing is taken twice');
  view.press('Try again');
  await view.until('Your code is ready');
  const keys = view.asked.filter(({ body }) => body).map(({ body }) => body.idempotencyKey);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test("A refusal is said in the server's words and not repeated", async () => {
  const view = await (await page({ 'POST /ext/redemptions': refusal(409, 'not_enough_points', { missing: 20 }) })).until('£5 off');
  view.press('Get it');
  (await view.until(() => view.button('Use 500 points'))).press('Use 500 points');
  await view.until('You need 20 points more for this reward.');
  assert.equal(view.button('Try again'), undefined);
});

test('A reward without a code is added to the account', async () => {
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ rewards: [loyalty().rewards[2]] }), 'POST /ext/redemptions': issued({ kind: 'store_credit', code: null, title: '£3 store credit' }) })).until('£3 store credit');
  view.press('Get it');
  (await view.until(() => view.button('Use 300 points'))).press('Use 300 points');
  await view.until('Added to your account');
});

test('A slider offers what the balance allows and nothing between its steps', async () => {
  const slider = { ...loyalty().rewards[0], id: 12, kind: 'amount_off_slider', name: 'Up to £50 off', cost: 100, slider: { min: 100, max: 5000, step: 100, perPoint: 0.01 }, amount: { amount: '1.00', currency: 'GBP' } };
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ rewards: [slider] }), 'POST /ext/redemptions': issued({ cost: 700 }) })).until('Up to £50 off');
  view.press('Get it');
  await view.until('How many? From 100 to 1240, in steps of 100');
  view.type('s-number-field', '750');
  await view.until('Choose a number that is offered');
  assert.equal(view.button('Use 750 points'), undefined);
  view.type('s-number-field', '700');
  await view.until('£7.00 off');
  view.press('Use 700 points');
  await view.until('Your code is ready');
  assert.equal(view.asked.find(({ body }) => body).body.points, 700);
});

test('A birthday gift is one of several, free of points', async () => {
  const gift = { ...loyalty().rewards[0], id: 13, kind: 'birthday_gift', name: 'Birthday gift', cost: 0, choices: [{ id: 7, kind: 'amount_off', name: '£5 off', description: null }, { id: 9, kind: 'free_product', name: 'A vase', description: null }] };
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ rewards: [gift] }), 'POST /ext/redemptions': issued() })).until('Birthday gift');
  view.press('A vase');
  await view.until('Take “A vase”? It costs you nothing.');
  view.press('Get it');
  await view.until('Your code is ready');
  const { body } = view.asked.find((one) => one.body);
  assert.deepEqual([body.rewardId, body.choiceId, body.points], [13, 9, undefined]);
});

test('An unused code can be given back after a question', async () => {
  let times = 0;
  const held = { id: 31, state: 'ready', cancellable: true, code: 'K7QMP-2XW9D', title: '£5 off', expiresAt: null };
  const view = await (await page({ 'GET /ext/loyalty': () => loyalty({ codes: ++times === 1 ? [held] : [] }), 'POST /ext/redemptions/31/cancel': { status: 'cancelled' } })).until('K7QMP-2XW9D');
  view.press('Cancel this code');
  await view.until('you get back what it cost');
  assert.equal(view.asked.length, 1);
  view.press('Cancel the code');
  await view.until('The code is cancelled.');
});

test('A code that was used meanwhile stays', async () => {
  const held = { id: 31, state: 'ready', cancellable: true, code: 'K7QMP-2XW9D', title: '£5 off', expiresAt: null };
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ codes: [held] }), 'POST /ext/redemptions/31/cancel': refusal(409, 'already_used', { title: 'This code has been used', detail: 'A code that was used cannot be cancelled.' }) })).until('K7QMP-2XW9D');
  view.press('Cancel this code');
  (await view.until(() => view.button('Cancel the code'))).press('Cancel the code');
  await view.until('A code that was used cannot be cancelled.');
});

test('What a person typed is text, never markup', async () => {
  const view = await (await page({ 'GET /ext/loyalty': loyalty({ history: [{ points: 5, reason: '<img src=x onerror=alert(1)>', at: '2025-11-01T10:00:00Z' }] }) })).until('<img');
  assert.equal(view.find('img'), null);
});
