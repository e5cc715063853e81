/** A member's answer of `GET /ext/loyalty`, as the app gives it. */
export const loyalty = (change = {}) => ({
  customer: { id: 207119551, firstName: 'Anna' },
  available: 1240,
  pending: 83,
  lifetime: 2100,
  value: { amount: '12.40', currency: 'GBP' },
  nextAvailable: { points: 83, at: `${new Date().getFullYear()}-05-03T10:00:00Z` },
  expiring: null,
  owed: 0,
  blocked: false,
  active: true,
  tier: { id: 'gold', name: 'Gold', until: null, perks: [], code: null, percent: 62, next: { id: 'platinum', name: 'Platinum', missing: 260, words: '260 points to Platinum' }, keep: null },
  rewards: [
    { id: 7, kind: 'amount_off', name: '£5 off', description: null, cost: 500, affordable: true, missing: 0, reason: null, amount: { amount: '5.00', currency: 'GBP' }, conditions: ['On orders of £20.00 or more'] },
    { id: 8, kind: 'amount_off', name: '£20 off', description: null, cost: 2000, affordable: false, missing: 760, reason: null, amount: { amount: '20.00', currency: 'GBP' } },
    { id: 9, kind: 'store_credit', name: '£3 store credit', description: null, cost: 300, affordable: true, missing: 0, reason: null, amount: { amount: '3.00', currency: 'GBP' } },
    { id: 10, kind: 'free_shipping', name: 'Free shipping', description: null, cost: 100, affordable: false, missing: 0, reason: 'tier', amount: null },
  ],
  ways: [{ kind: 'order', title: '5 points for every £1 you spend', detail: 'You can use them 14 days after you pay.' }],
  earn: [{ id: 'signup', kind: 'sign_up', title: 'Sign up', detail: null, points: 100, done: true }],
  challenges: [],
  codes: [],
  history: [{ points: 83, reason: 'Order #1042', at: '2025-11-01T10:00:00Z' }, { points: -500, reason: '£5 off (code A-1)', at: '2025-10-01T10:00:00Z' }],
  word: { one: 'point', other: 'points' },
  locale: 'en',
  ...change,
});

/** A customer who has nothing yet. */
export const newcomer = (change = {}) => loyalty({
  available: 0, pending: 0, value: { amount: '0.00', currency: 'GBP' }, nextAvailable: null, tier: null, history: [],
  rewards: loyalty().rewards.map((reward) => ({ ...reward, affordable: false, missing: reward.cost })), ...change,
});

export const guest = () => newcomer({ customer: null });

export const issued = (change = {}) => ({ id: 31, status: 'issued', kind: 'amount_off', code: 'K7QMP-2XW9D', expiresAt: null, title: '£5 off', cost: 500, ...change });

export const refusal = (status, code, change = {}) => ({ status, problem: { type: `urn:retentionapp:problem:${code}`, title: 'Not enough points', status, detail: 'You need 20 points more for this reward.', code, ...change } });

export const lost = () => new TypeError('fetch failed');
