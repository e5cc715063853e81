// What the product block shows is what the server credits: one table, here for both Liquid and the script, and read by the server's own tests.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pointsFor, worthOf } from "../../../extension-config/loyalty-theme-src/points.js";
import { file, inside, member, product, programme, render } from "../support/shop.mjs";

const table = JSON.parse(readFileSync(file("points-table.json"), "utf8"));
const cents = (price) => Math.round(Number(price) * 100);

for (const row of table) {
  const { what, price, quantity = 1, points, per, rounding = "down", product: rule, tier, campaign, expected } = row;

  test(`the script: ${what}`, () => {
    assert.equal(pointsFor(cents(price), quantity, { points, per, rounding, times: [rule, tier, campaign].filter(Boolean) }), expected);
  });

  // Liquid draws one unit; more come from the script.
  if (quantity === 1) {
    test(`Liquid: ${what}`, async () => {
      const offered = programme({
        currency: row.currency ?? "GBP", tiers: [{ id: "gold", name: "Gold", from: 0 }],
        earn: {
          points, per, rounding, tiers: tier ? { gold: tier } : {},
          products: rule ? [{ by: "vendor", values: ["other"], times: "9" }, { by: "product", values: ["101"], times: rule }, { by: "tag", values: ["glass"], times: "9" }] : [],
          campaigns: campaign ? [{ times: campaign, from: 1, to: 4000000000 }, { times: "1.01", from: 1 }, { times: "9", from: 1, to: 2 }, { times: "9", from: 4000000000 }] : [],
        },
      });
      const html = await render("product-points", { programme: offered, customer: member(), product: product({ variants: [{ id: 11, price: cents(price) }] }), currency: row.currency ?? "GBP" });
      assert.equal(Number(/<span data-said>Earn ([\d,]+) point/.exec(html)[1].replace(",", "")), expected);
      assert.equal(/<retention-points[^>]* hidden/.test(html), expected === 0);
    });
  }
}

test("each way to name products fits as the server's does: the first rule decides, texts without case", async () => {
  const earned = async (products) => /Earn ([\d,]+) point/.exec(await render("product-points", { programme: programme({ earn: { points: "1", per: "1", products } }) }))[1];
  assert.equal(await earned([{ by: "collection", values: ["76", "77"], times: "2" }]), "76");
  assert.equal(await earned([{ by: "vendor", values: [" FINCH "], times: "3" }, { by: "product", values: ["101"], times: "9" }]), "114");
  assert.equal(await earned([{ by: "tag", values: ["Glass"], times: "2" }]), "76");
  assert.equal(await earned([{ by: "tag", values: ["glas"], times: "2" }, { by: "product", values: ["10"], times: "2" }]), "38");
});

test("where orders of the shop earn nothing, nothing is said of a rate", async () => {
  const till = programme({ earn: { points: "0", per: "1.00", first: 0, rounding: "down", products: [], campaigns: [], tiers: {} } });
  assert.equal(inside(await render("product-points", { programme: till })), "");
  assert.doesNotMatch(await render("ways-to-earn", { programme: till }), /you spend/);
});

test("a gift card earns nothing and says nothing", async () => {
  assert.equal(inside(await render("product-points", { product: product({ "gift_card?": true }) })), "");
});

test("where tax is in the price and does not earn, the number is about", async () => {
  const said = async (asked, earn) => /<span data-said>([^<]*)</.exec(await render("product-points", { programme: programme({ earn: { points: "5", per: "1", ...earn } }), ...asked }))[1];
  assert.equal(await said({ taxed: true }, { tax: false }), "Earn about 190 points");
  assert.equal(await said({ taxed: true }, { tax: true }), "Earn 190 points");
  assert.equal(await said({ taxed: true, product: product({ variants: [{ id: 11, price: 3800, taxable: false }] }) }, {}), "Earn 190 points");
  assert.equal(await said({ taxed: false }, {}), "Earn 190 points");
});

test("in another currency the page gives the rate, never a number it cannot know", async () => {
  const html = await render("product-points", { currency: "EUR" });
  assert.match(html, /5 points for every 1\u00a0GBP you spend/);
  assert.doesNotMatch(html, /<script/);
});

test("a minimum order is said", async () => {
  assert.match(await render("product-points", { programme: programme({ earn: { points: "5", per: "1", minimum: "20.00" } }) }), /On orders of £20\.00 or more\./);
});

test("worth is rounded down to the coin", () => {
  assert.equal(worthOf(190, { points: 500, amount: "5.00" }), 1.9);
  assert.equal(worthOf(199, { points: 300, amount: "1.00" }), 0.66);
  assert.equal(worthOf(0, { points: 300, amount: "1.00" }), 0);
});
