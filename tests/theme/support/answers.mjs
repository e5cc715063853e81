/** What GET /loyalty/panel answers for a member, as Storefront/PanelJson writes it. */
export const loyalty = (changes = {}) => ({
  customer: { id: 7, firstName: "Anna" }, available: 1240, pending: 57, lifetime: 3000, value: { amount: "12.40", currency: "GBP" },
  nextAvailable: { points: 57, at: "2031-12-06T09:00:00Z" }, expiring: null, owed: 0, blocked: false, active: true,
  tier: { id: "gold", name: "Gold", percent: 74, keep: null, perks: [], next: { id: "platinum", name: "Platinum", missing: 260, by: "2031-12-31", words: "260 points to Platinum by 31 December" } },
  rewards: [
    { id: 1, kind: "amount_off", name: "£5 off", description: null, image: null, cost: 500, affordable: true, missing: 0, reason: null, amount: { amount: "5.00", currency: "GBP" }, minimumSubtotal: { amount: "20.00", currency: "GBP" }, validDays: 30, conditions: ["On orders of £20.00 or more", "Use it within 30 days"] },
    { id: 2, kind: "free_shipping", name: "Free shipping", description: "In the UK", image: null, cost: 2000, affordable: false, missing: 760, reason: null, amount: null, minimumSubtotal: null, validDays: null },
    { id: 3, kind: "amount_off_slider", name: "Money off", description: null, image: null, cost: 100, affordable: true, missing: 0, reason: null, amount: null, minimumSubtotal: null, validDays: null, slider: { min: 100, max: 3000, step: 100, perPoint: 0.01 } },
    { id: 4, kind: "gift_card", name: "Gift card", description: null, image: null, cost: 100, affordable: false, missing: 0, reason: "stock", amount: null, minimumSubtotal: null, validDays: null },
  ],
  ways: [{ kind: "order", title: "5 points for every £1.00 you spend", detail: "You can use them 14 days after you pay." }],
  earn: [
    { id: "birthday", kind: "birthday", title: "Your birthday", detail: "Every year on the day", points: 200, done: false, available: true, url: null },
    { id: "insta", kind: "follow", title: "Follow us", detail: "Once", points: 50, done: false, available: true, url: "https://social.example/calm" },
  ],
  challenges: [{ id: "c", name: "Three months", detail: "Buy in 3 different months", points: 300, goal: 3, progress: 1, won: 0, repeats: false, until: null }],
  birthday: null,
  codes: [{ id: 9, state: "ready", cancellable: true, code: "ANNA-7Q4K", title: "£5 off", expiresAt: "2031-01-20T00:00:00Z" }],
  history: [{ points: 190, reason: "Order #1042", at: "2026-11-01T10:00:00Z" }, { points: -500, reason: "£5 off", at: "2026-11-02T10:00:00Z" }],
  locale: "en", ...changes,
});

export const guest = (changes = {}) => loyalty({ customer: null, available: 0, pending: 0, nextAvailable: null, tier: null, codes: [], history: [], value: { amount: "0.00", currency: "GBP" },
  rewards: loyalty().rewards.map((reward) => ({ ...reward, affordable: false, missing: reward.cost })), ...changes });

export const problem = (status, code, title, detail, headers = {}) => ({ status, headers, body: { type: "urn:retentionapp:problem:" + code, title, detail, status, code } });
