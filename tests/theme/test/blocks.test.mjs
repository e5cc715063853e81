// Every block as shoppers and merchants meet it, rendered by the same module that draws the DevStore's storefront.
import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { blocks, hostile, inside, languages, member, product, programme, render } from "../support/shop.mjs";

const waiting = ["referral", "review-stars", "reviews"];
const text = (html) => JSDOM.fragment(html.replace(/<template[^>]*>|<\/template>|<style>[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, "")).textContent.replace(/\s+/g, " ").trim();

for (const locale of languages) {
  for (const block of blocks) {
    test(`${block} in ${locale}: member, guest, theme editor, not set up`, async () => {
      const seen = {
        member: await render(block, { locale, customer: member() }),
        guest: await render(block, { locale }),
        editor: await render(block, { locale, editor: true }),
        absent: await render(block, { locale, customer: member(), programme: null }),
        off: await render(block, { locale, customer: member(), programme: programme({ on: false }) }),
        absentInEditor: await render(block, { locale, editor: true, programme: null }),
      };
      for (const [who, html] of Object.entries(seen)) {
        assert.doesNotMatch(html, /translation missing|Liquid error|\[object|undefined|\{\{|\{%/, who);
        for (const [, json] of html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)) JSON.parse(json);
        // Holes that words fill must all be filled in what people see; those left are for the scripts.
        assert.doesNotMatch(text(html), /\{\d\}/, who);
      }
      assert.equal(inside(seen.absent) + inside(seen.off), "", "nothing in the shop where nothing is set up");
      assert.match(seen.absentInEditor, /retention-notice/);
      if (waiting.includes(block)) {
        assert.equal(inside(seen.member) + inside(seen.guest), "");
        assert.match(seen.editor, /retention-notice/);
      } else {
        assert.notEqual(inside(seen.member), "");
        assert.notEqual(inside(seen.editor), "");
        assert.doesNotMatch(seen.editor, /retention-notice/);
      }
    });
  }
}

test("the first paint says balance, worth, tier and the way to the next without asking anybody", async () => {
  const html = (await Promise.all(["launcher", "balance", "tier-progress", "rewards"].map((block) => render(block, { customer: member() })))).join("");
  for (const said of ["1,240 points", "worth £12.40", "57 more on the way", "Gold", "260 points to Platinum", "by 31 Dec 2026", "You have enough", "760 to go"]) assert.ok(text(html).includes(said), said);
  assert.match(html, /<progress[^>]*max="100" value="74"/);
});

test("Russian has its plural forms and separators", async () => {
  for (const [balance, said] of [[1, "1 балл"], [2, "2 балла"], [5, "5 баллов"], [11, "11 баллов"], [21, "21 балл"], [1240, "1 240 баллов"], [1234567, "1 234 567 баллов"], [-3, "−3 балла"], [0, "0 баллов"]])
    assert.ok(text(await render("launcher", { locale: "ru", customer: member({ balance: { type: "number_integer", value: balance } }) })).includes(said), said);
});

test("the merchant's own word takes its plural form too", async () => {
  const word = { ru: { one: "звезда", few: "звезды", many: "звёзд", other: "звезды" }, en: { one: "star", other: "stars" } };
  const said = async (locale, value) => text(await render("launcher", { locale, programme: programme({ word }), customer: member({ balance: { type: "number_integer", value } }) }));
  assert.equal(await said("ru", 22), "22 звезды");
  assert.equal(await said("en", 1), "1 star");
  assert.equal(await said("de", 2), "2 Punkte");
});

test("Arabic runs from right to left", async () => {
  for (const block of ["launcher", "balance", "product-points", "tier-progress", "rewards", "ways-to-earn"]) assert.match(await render(block, { locale: "ar", customer: member() }), / dir="rtl"/);
  assert.match(await render("balance", { locale: "ar", customer: member() }), /\u2066£12\.40\u2069/, "money keeps its sign on its side");
});

test("a reward of another tier is shown as one, to members", async () => {
  const offered = programme({ rewards: [{ id: 1, kind: "amount_off", name: { en: "£5 off" }, cost: 500, tiers: ["platinum"] }, { id: 2, kind: "amount_off", name: { en: "£9 off" }, cost: 500, tiers: ["silver", "gold"] }] });
  const said = text(await render("rewards", { programme: offered, customer: member() }));
  assert.match(said, /£5 off500 points ?Not in your tier/);
  assert.match(said, /£9 off500 points ?You have enough/);
  assert.doesNotMatch(text(await render("rewards", { programme: offered })), /tier/);
});

test("what a tier asks for is said in its own measure", async () => {
  const progress = (basis, missing) => member({ tier_progress: { type: "json", value: { next: "platinum", name: "Platinum", missing, basis, by: null } } });
  assert.ok(text(await render("tier-progress", { customer: progress("spent", 12050) })).includes("Spend £120.50 more to reach Platinum"));
  assert.ok(text(await render("tier-progress", { customer: progress("spent", 12050), programme: programme({ currency: "JPY" }), currency: "GBP" })).includes("Spend 12,050 JPY more"));
  assert.ok(text(await render("tier-progress", { customer: progress("orders", 1) })).includes("1 more order to Platinum"));
  assert.ok(text(await render("tier-progress", { locale: "ru", customer: progress("orders", 3) })).includes("Платина: ещё 3 заказа"));
});

test("a member of whom nothing is known yet still gets the way in", async () => {
  const html = await render("launcher", { customer: { id: 7, metafields: {} } });
  assert.ok(text(html).startsWith("Rewards"));
  assert.equal(inside(await render("balance", { customer: { id: 7, metafields: {} } })), "");
});

test("links go where the shop and the page's language lie", async () => {
  assert.match(await render("launcher", { root: "/ru" }), /href="\/ru\/apps\/retention"/);
  assert.match(await render("launcher", { root: "/calm/storefront/" }), /href="\/calm\/storefront\/apps\/retention"/);
  assert.match(await render("launcher", { root: "/calm/storefront/", programme: programme({ path: "/calm/storefront/apps/retention" }) }), /href="\/calm\/storefront\/apps\/retention"/);
});

test("the launcher keeps to the pages and people it was set for", async () => {
  const shown = async (settings, asked) => inside(await render("launcher", asked, settings)) !== "";
  assert.equal(await shown({ pages: "not_cart" }, { page: "cart" }), false);
  assert.equal(await shown({ pages: "products" }, { page: "index" }), false);
  assert.equal(await shown({ pages: "products" }, {}), true);
  assert.equal(await shown({ pages: "home" }, { page: "index" }), true);
  assert.equal(await shown({ guests: false }, {}), false);
  assert.equal(await shown({ guests: false }, { customer: member() }), true);
  assert.equal(await shown({}, { path: "/apps/retention" }), false, "the loyalty page says it all itself");
});

test("reviews and referrals show once the app has them", async () => {
  const offered = programme({ referrals: true, reviews: true });
  assert.match(await render("referral", { programme: offered }), /data-retention-open/);
  const rated = product({ metafields: { reviews: { rating: { type: "rating", value: { rating: "4.5", scale_min: "1.0", scale_max: "5.0" } }, rating_count: { type: "number_integer", value: 12 } } } });
  const stars = await render("review-stars", { programme: offered, product: rated });
  assert.match(stars, /aria-label="4\.5 of 5\.0 from 12 reviews"/);
  assert.match(stars, /--share:90%/);
  assert.equal(inside(await render("review-stars", { programme: offered })), "", "no stars without reviews");
});

test("names that somebody typed never become markup", async () => {
  const offered = programme({
    word: { en: { one: hostile, other: hostile } }, referrals: true, path: `/apps/x"onload="alert(1)`,
    rewards: [{ id: 1, kind: "amount_off", name: { en: hostile }, cost: 500 }], ways: [{ id: hostile, kind: "custom", name: { en: hostile }, points: 5 }],
    tiers: [{ id: "gold", name: hostile, from: 0 }, { id: "platinum", name: { en: hostile }, from: 2000 }],
  });
  const customer = member({ tier_name: { type: "single_line_text_field", value: hostile } });
  const settings = { heading: hostile, label: hostile, title: hostile, invitation: hostile, text: hostile, accent: `red"><img src=x onerror=alert(1)>` };
  for (const block of blocks) {
    for (const asked of [{ customer }, {}, { editor: true }]) {
      const html = await render(block, { ...asked, programme: offered, product: product({ title: hostile, vendor: hostile, tags: [hostile] }) }, settings);
      const page = JSDOM.fragment(html.replace(/<template[^>]*>|<\/template>/g, ""));
      assert.equal(page.querySelectorAll("img, b:not([dir]), script:not([src]):not([type='application/json'])").length, 0, block);
      for (const element of page.querySelectorAll("*")) for (const { name } of element.attributes) assert.doesNotMatch(name, /^on/, block);
      for (const script of page.querySelectorAll("script[type='application/json']")) JSON.parse(script.textContent);
    }
  }
});
