// The panel in each of its states, opened from the launcher as Liquid drew it.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { comesOff } from "../../../extension-config/loyalty-theme-src/cart.js";
import { guest, loyalty, problem } from "../support/answers.mjs";
import { answering, copied, opened, tick, until, window } from "../support/browser.mjs";
import { hostile, member } from "../support/shop.mjs";

beforeEach(() => { window.sessionStorage.clear(); copied.length = 0; });

const known = { customer: member() };

test("a member sees balance, worth, what is pending, the tier, rewards, codes, ways and history", async () => {
  const asked = answering({ "GET /loyalty/panel": loyalty() });
  const { text, root, button } = await opened(known);
  button("History").click();
  for (const said of ["Anna · Gold", "1,240 points", "worth £12.40", "57 more on December 6, 2031", "260 points to Platinum by 31 December", "£5 off", "500 pointsOn orders of £20.00 or more",
    "760 to go", "100 to 3,000 points", "All gone", "ANNA-7Q4K", "until January 20, 2031", "5 points for every £1.00 you spend", "+200", "Three months", "1 of 3", "Order #1042", "+190", "−500"])
    assert.ok(text().includes(said), said + " in " + text());
  assert.deepEqual(asked.map((one) => one.url), ["/apps/retention/loyalty/panel?locale=en"]);
  assert.equal(root.querySelector("dialog").getAttribute("aria-labelledby"), root.querySelector("h2").id);
  assert.equal(root.querySelector("progress").value, 74);
});

test("nothing is asked before the panel is opened", async () => {
  const asked = answering({ "GET /loyalty/panel": loyalty() });
  await opened(known);
  const { render } = await import("../support/shop.mjs");
  document.body.innerHTML = await render("launcher", known);
  await tick(20);
  assert.equal(asked.length, 1);
});

test("a guest is invited, with what they would earn and get, and nothing to press but to sign in", async () => {
  answering({ "GET /loyalty/panel": guest() });
  const { text, root, button } = await opened();
  for (const said of ["Your orders bring rewards", "Sign in to see your balance", "5 points for every £1.00", "+50", "£5 off", "500 points"]) assert.ok(text().includes(said), said);
  assert.equal(button("Sign in").getAttribute("href"), "/account/login");
  assert.equal(button("Create an account").getAttribute("href"), "/account/register");
  assert.equal(root.querySelectorAll("form, section button").length, 0);
});

test("a sign-in address of the shop's own wins over the theme's, an address that is a script never", async () => {
  answering({ "GET /loyalty/panel": guest({ signIn: "https://calm.example/account/login?return_url=%2Fapps", register: "javascript:alert(1)" }) });
  const { button } = await opened();
  assert.equal(button("Sign in").getAttribute("href"), "https://calm.example/account/login?return_url=%2Fapps");
  assert.equal(button("Create an account"), undefined);
});

test("who signed out meanwhile is a guest, whatever the page believed", async () => {
  answering({ "GET /loyalty/panel": guest() });
  const { text } = await opened(known);
  assert.ok(text().includes("Sign in"));
  assert.ok(!text().includes("1,240"));
});

test("redeeming asks first, in numbers, and then shows the code, big, to copy and to apply", async () => {
  const code = { id: 10, status: "issued", kind: "amount_off", code: "CALM-5", title: "£5 off", cost: 500, expiresAt: null };
  let answer = loyalty();
  const asked = answering({
    "GET /loyalty/panel": () => answer,
    "POST /loyalty/redeem": () => { answer = loyalty({ available: 740, codes: [{ ...code, state: "ready", cancellable: true }] }); return code; },
  });
  const { root, button, spoken, host } = await opened({ ...known, root: "/ru" });
  const get = button("Get it: £5 off");
  get.click();
  assert.equal(get.getAttribute("aria-expanded"), "true");
  const form = root.querySelector("form");
  assert.match(form.textContent, /This takes 500 points and brings you: \u2068£5 off\u2069\. You will have 740 points left\./);
  assert.equal(root.activeElement, form.querySelector("button"));
  button("Not now").click();
  assert.equal(root.activeElement, get);
  assert.equal(asked.length, 1, "nothing is taken before it is confirmed");
  get.click();
  root.querySelector("form").requestSubmit();
  await until(() => root.querySelector("#code10") === root.activeElement && root.activeElement, "the code with the focus");
  const { body } = asked.find((one) => one.what === "POST /loyalty/redeem");
  assert.deepEqual({ ...body, idempotencyKey: "" }, { rewardId: 1, idempotencyKey: "" });
  assert.ok(body.idempotencyKey.length > 10);
  assert.equal(spoken(), "Your code is ready: CALM-5");
  assert.equal(button("Apply to cart").getAttribute("href"), "/ru/discount/CALM-5?redirect=%2Fcart");
  button("Copy").click();
  await until(() => button("Copied"));
  assert.deepEqual(copied, ["CALM-5"]);
  assert.equal(host.shadowRoot.querySelector("a.open").textContent.trim(), "740 points", "the launcher follows");
});

test("of a percentage with a cap the cart decides, which is said before and sent along", async () => {
  const capped = { ...loyalty().rewards[0], id: 6, name: "20% off, at most £10", maximumOff: { amount: "10.00", currency: "GBP" }, percent: 20, minimumSubtotal: null, conditions: ["Worked out from your cart; without one £10.00 off orders of £50.00 or more"] };
  const cart = { currency: "GBP", items: [{ final_line_price: 3000, gift_card: false }, { final_line_price: 5000, gift_card: true }] };
  const asked = answering({ "GET /loyalty/panel": loyalty({ rewards: [capped] }), "GET /cart.js": () => cart, "POST /loyalty/redeem": problem(409, "sold_out", "This reward is all gone", "Choose another one.") });
  const { root, button, text } = await opened(known);
  assert.ok(text().includes("Worked out from your cart"));
  button("Get it: 20% off, at most £10").click();
  await until(() => text().includes("That is £6.00 off your cart of £30.00."));
  root.querySelector("form").requestSubmit();
  await until(() => root.querySelector(".wrong"));
  assert.deepEqual(asked.at(-1).body.cart, { total: 3000, currency: "GBP" });
  for (const [total, off] of [[0, 0], [4999, 999], [5000, 1000], [90000, 1000]]) assert.equal(comesOff(capped, { total, currency: "GBP" }), off);
  assert.equal(comesOff(capped, { total: 5000, currency: "EUR" }), 0);
  assert.equal(comesOff({ ...capped, minimumSubtotal: { amount: "60.00", currency: "GBP" } }, { total: 5000, currency: "GBP" }), 0);
});

test("a code still on its way when the panel opens is asked after", async () => {
  let answer = loyalty({ codes: [], redemptions: [{ id: 12, key: "page-1", state: "pending", code: null }] });
  const code = { id: 12, status: "issued", code: "LATE-2", title: "£5 off", expiresAt: null };
  answering({ "GET /loyalty/panel": () => answer, "GET /loyalty/redemptions/page-1": () => { answer = loyalty({ codes: [{ ...code, state: "ready" }], redemptions: [] }); return code; } });
  const { text } = await opened(known);
  assert.ok(text().includes("Your code is on its way"));
  await until(() => text().includes("LATE-2"), "the code");
});

test("a cart that does not answer is none, and a gift card is no code for the cart", async () => {
  const capped = { ...loyalty().rewards[0], maximumOff: { amount: "10.00", currency: "GBP" } };
  const card = { id: 10, state: "ready", kind: "gift_card", cancellable: true, code: "ABCD1234EFGH5678", title: "£20.00 gift card", expiresAt: null };
  const off = { id: 11, state: "ready", kind: "percent_off", cancellable: true, code: "CALM-6", title: "£6.00 off", minimumSubtotal: { amount: "30.00", currency: "GBP" }, expiresAt: null };
  const asked = answering({ "GET /loyalty/panel": () => loyalty({ rewards: [capped], codes: [card, off] }), "POST /loyalty/redeem": card });
  const { root, button, text } = await opened(known);
  assert.equal(root.querySelectorAll("#code10 a").length, 0);
  assert.equal(root.querySelector("#code10 .both").textContent, "Copy");
  assert.equal(root.querySelectorAll("#code11 a").length, 1);
  assert.match(text(), /£6\.00 off.*on orders of £30\.00 or more/);
  button("Get it: £5 off").click();
  root.querySelector("form").requestSubmit();
  await until(() => asked.find((one) => one.what === "POST /loyalty/redeem"));
  assert.equal("cart" in asked.find((one) => one.what === "POST /loyalty/redeem").body, false);
});

test("a slider says what each number of points brings, and stops at what one has", async () => {
  const asked = answering({ "GET /loyalty/panel": loyalty(), "POST /loyalty/redeem": problem(409, "not_enough_points", "Not enough points", "You need more.") });
  const { root, button } = await opened(known);
  button("Get it: Money off").click();
  const range = root.querySelector("input[type=range]");
  assert.deepEqual([range.min, range.max, range.step, range.value], ["100", "1200", "100", "1200"]);
  range.value = "700";
  range.dispatchEvent(new window.Event("input", { bubbles: true }));
  assert.equal(range.getAttribute("aria-valuetext"), "700 points, £7.00");
  assert.match(root.querySelector("form").textContent, /This takes 700 points and brings you: £7\.00\. You will have 540 points left\./);
  assert.ok(button("Use 700 points"));
  root.querySelector("form").requestSubmit();
  await until(() => root.querySelector(".wrong"));
  assert.equal(root.querySelector(".wrong").getAttribute("role"), "alert");
  assert.match(root.querySelector(".wrong").textContent, /Not enough points\. You need more\./);
  assert.equal(asked.at(-1).body.points, 700);
});

test("after a lost answer the same wish is asked again under the same key", async () => {
  let lost = 2;
  const asked = answering({ "GET /loyalty/panel": loyalty(), "POST /loyalty/redeem": () => (lost-- > 0 ? new Error("gone") : { id: 9, status: "issued", code: "ANNA-7Q4K", title: "£5 off", expiresAt: null }) });
  const { root, button } = await opened(known);
  button("Get it: £5 off").click();
  for (let round = 0; round < 2; round++) {
    root.querySelector("form").requestSubmit();
    await until(() => root.querySelector(".wrong") && !root.querySelector("form button").disabled);
    assert.match(root.querySelector(".wrong").textContent, /nothing is taken twice/);
  }
  root.querySelector("form").requestSubmit();
  await until(() => root.activeElement?.id === "code9");
  const keys = asked.filter((one) => one.body?.idempotencyKey).map((one) => one.body.idempotencyKey);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
});

test("after a refusal that paid back, a new try is a new wish", async () => {
  const asked = answering({ "GET /loyalty/panel": loyalty(), "POST /loyalty/redeem": problem(409, "refused_by_shop", "The shop could not make your code", "Your points are back.") });
  const { root, button } = await opened(known);
  button("Get it: £5 off").click();
  for (let round = 1; round <= 2; round++) {
    root.querySelector("form").requestSubmit();
    await until(() => asked.filter((one) => one.body).length === round && root.querySelector(".wrong") && !root.querySelector("form button").disabled);
  }
  assert.notEqual(asked.at(-1).body.idempotencyKey, asked.at(-2).body.idempotencyKey);
});

test("a code on its way is said and comes by itself", async () => {
  const code = { id: 11, status: "issued", code: "LATE-1", title: "£5 off", expiresAt: null };
  const asked = answering({
    "GET /loyalty/panel": loyalty({ codes: [] }),
    "POST /loyalty/redeem": { id: 11, status: "pending", code: null, title: "£5 off" },
  });
  const { fetch } = globalThis;
  globalThis.fetch = (url, request) => (url.includes("/redemptions/") ? Promise.resolve(Response.json(code)) : fetch(url, request));
  const { root, text, button } = await opened(known);
  button("Get it: £5 off").click();
  root.querySelector("form").requestSubmit();
  await until(() => text().includes("Your code is on its way"));
  await until(() => text().includes("Your code is ready"), "the code");
  assert.ok(asked.length >= 2);
});

test("taking a code back asks first", async () => {
  let answer = loyalty();
  const asked = answering({ "GET /loyalty/panel": () => answer, "POST /loyalty/redemptions/9/cancel": () => { answer = loyalty({ codes: [], available: 1740 }); return { status: "cancelled" }; } });
  const { root, text, button } = await opened(known);
  const first = button("Cancel this code");
  first.click();
  assert.match(root.querySelector("#code9").textContent, /stops working and what it cost comes back/);
  button("Keep it").click();
  assert.equal(root.activeElement, first);
  first.click();
  [...root.querySelectorAll("#code9 button")].find((one) => one !== first && one.textContent === "Cancel this code").click();
  await until(() => text().includes("The code is cancelled"));
  await until(() => text().includes("1,740 points"));
  assert.equal(asked.filter((one) => one.what.startsWith("POST")).length, 1);
});

test("a birthday is entered in the panel, and what is wrong with it said beside it", async () => {
  let ok = false;
  const asked = answering({ "GET /loyalty/panel": loyalty(), "POST /loyalty/birthday": () => (ok ? { status: "saved", message: "Your birthday is saved." } : problem(422, "invalid_birthday", "There is no such day", "Check it.")) });
  const { root, text, button } = await opened(known);
  button("Your birthday").click();
  const form = root.querySelector("[name=day]").form;
  assert.match(form.textContent, /get 200 points every year/);
  form.elements.day.value = "30";
  form.elements.month.value = "4";
  form.elements.year.value = "1990";
  form.requestSubmit();
  await until(() => form.querySelector(".wrong"));
  assert.match(form.textContent, /There is no such day/);
  ok = true;
  await until(() => !form.querySelector("button").disabled);
  form.requestSubmit();
  await until(() => text().includes("Your birthday is saved."));
  assert.deepEqual(asked.filter((one) => one.body).at(-1).body, { day: "30", month: "4", year: "1990" });
});

test("following a link opens it as a link and tells the shop", async () => {
  const asked = answering({ "GET /loyalty/panel": loyalty(), "POST /loyalty/deeds/insta": { status: "done", points: 50, message: "50 points are yours." } });
  const { root, text, button } = await opened(known);
  const link = button("Open: Follow us");
  assert.deepEqual([link.href, link.target, link.rel], ["https://social.example/calm", "_blank", "noopener noreferrer"]);
  link.addEventListener("click", (event) => event.preventDefault());
  link.click();
  await until(() => text().includes("50 points are yours."));
  assert.ok(asked.some((one) => one.what === "POST /loyalty/deeds/insta"));
  assert.equal(root.querySelectorAll("a[target=_blank]").length, 1);
});

test("suspended and paused accounts are told so and can do nothing", async () => {
  for (const [changes, said] of [[{ blocked: true }, /paused this account/], [{ active: false }, /programme is paused/]]) {
    const rewards = loyalty().rewards.map((reward) => ({ ...reward, affordable: false }));
    answering({ "GET /loyalty/panel": loyalty({ ...changes, rewards }) });
    const { text, root } = await opened(known);
    assert.match(text(), said);
    assert.equal([...root.querySelectorAll("button")].filter((one) => one.textContent === "Get it").length, 0);
    if (changes.blocked) assert.equal(root.querySelectorAll("form, a[target=_blank]").length, 0);
  }
});

test("when the app is out of reach the last known balance stays, with its time", async () => {
  answering({ "GET /loyalty/panel": loyalty({ available: 900 }) });
  await opened(known);
  answering({});
  const { text, button, root } = await opened(known);
  assert.match(text(), /We cannot reach your account right now\. Nothing is lost\./);
  assert.match(text(), /Last seen on .*20\d\d.*: 900 points/);
  const asked = answering({ "GET /loyalty/panel": loyalty() });
  button("Try again").click();
  await until(() => root.querySelector("section"));
  assert.equal(asked.length, 1);
});

test("an answer that is no JSON is no answer; without memory the page's own balance is the last known", async () => {
  answering({ "GET /loyalty/panel": { status: 502, body: "<html>Bad gateway" } });
  const { text } = await opened(known);
  assert.match(text(), /Last seen on .*: 1,240 points/);
});

test("whoever asks too often is told when to ask again", async () => {
  answering({ "GET /loyalty/panel": problem(429, "too_many_requests", "That was a little too fast", "Wait a minute and try again.", { "Retry-After": "1" }) });
  const { text, button } = await opened(known);
  assert.match(text(), /That was a little too fast\. Wait a minute/);
  assert.equal(button("Try again").disabled, true);
  await until(() => !button("Try again").disabled, "the end of the wait");
});

test("names from people and merchants stay text", async () => {
  const data = loyalty({
    customer: { id: 7, firstName: hostile }, tier: { name: hostile, percent: 10, keep: hostile, next: { name: hostile, words: hostile } },
    rewards: loyalty().rewards.map((reward) => ({ ...reward, name: hostile, description: hostile })), codes: [{ id: 9, state: "ready", cancellable: true, code: hostile, title: hostile, applyUrl: "javascript:alert(1)" }],
    earn: [{ id: "x", kind: "follow", title: hostile, detail: hostile, points: 1, available: true, url: "javascript:alert(1)" }], history: [{ points: 1, reason: hostile, at: "2026-11-01T10:00:00Z" }],
    challenges: [{ name: hostile, detail: hostile, points: 1, goal: 2, progress: 1 }], referral: { url: "data:text/html,x" },
  });
  answering({ "GET /loyalty/panel": data });
  const { root, text, button } = await opened(known, { title: hostile });
  button("History").click();
  button("Get it: " + hostile).click();
  assert.ok(text().includes("<img src=x"));
  assert.equal(root.querySelectorAll("img, script").length, 0);
  for (const link of root.querySelectorAll("a")) assert.match(link.getAttribute("href"), /^\//);
});

test("the theme editor's panel lives on example data", async () => {
  const asked = answering({});
  const { text, root, button } = await opened({ editor: true });
  assert.ok(text().includes("1,240 points"));
  button("Get it: £5 off").click();
  root.querySelector("form").requestSubmit();
  await until(() => text().includes("EXAMPLE-1000"));
  assert.equal(asked.length, 0);
});

test("an answer that the panel cannot draw leads to the loyalty page instead of a broken panel", async () => {
  answering({ "GET /loyalty/panel": { customer: { id: 7 } } });
  const { default: panelOf } = await import("../../../extension-config/loyalty-theme-src/panel.js");
  const { render } = await import("../support/shop.mjs");
  document.body.innerHTML = await render("launcher", known);
  const panel = panelOf(document.querySelector("retention-launcher"));
  document.querySelector("retention-launcher").shadowRoot.querySelector("link").onload();
  // The launcher follows its link when opening fails.
  await assert.rejects(panel.open());
});
