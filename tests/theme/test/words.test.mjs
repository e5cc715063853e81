// Words, numbers and the following of choices on the product page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../../extension-config/loyalty-theme-src/words.js";
import { until, window } from "../support/browser.mjs";
import { product, render } from "../support/shop.mjs";

const ofLauncher = async (locale) => {
  const [, json] = /data-words>([\s\S]*?)<\/script>/.exec(await render("launcher", { locale }));
  return wordsOf(JSON.parse(json), locale);
};

const said = {
  en: { 1: "1 point", 2: "2 points", 1240: "1,240 points" },
  ru: { 1: "1 балл", 3: "3 балла", 5: "5 баллов", 12: "12 баллов", 21: "21 балл", 1.5: "1,5 балла", 1240: "1 240 баллов" },
  de: { 1: "1 Punkt", 1240: "1.240 Punkte" },
  fr: { 0: "0 point", 1: "1 point", 2: "2 points", 1000000: "1 000 000 de points" },
  es: { 1: "1 punto", 1240: "1240 puntos", 12400: "12.400 puntos", 1000000: "1.000.000 de puntos" },
  ja: { 1240: "1,240ポイント" },
  ar: { 2: "2 نقطتان", 3: "3 نقاط", 11: "11 نقطة", 1240: "1,240 نقطة" },
};

for (const [locale, rows] of Object.entries(said))
  test(`points in ${locale}, by the script as by Liquid`, async () => {
    const words = await ofLauncher(locale);
    for (const [count, text] of Object.entries(rows)) {
      assert.equal(words.points(Number(count)).replace(/[\u00a0\u202f]/g, " "), text);
      if (!Number.isInteger(Number(count))) continue;
      const customer = { id: 7, metafields: { "$app:loyalty": { balance: { type: "number_integer", value: Number(count) } } } };
      const html = await render("launcher", { locale, customer });
      assert.equal(/<span data-balance>([^<]*)</.exec(html)[1], words.points(Number(count)));
    }
  });

test("a language of the shop that we have no texts in speaks English and keeps its numbers", async () => {
  assert.match(await render("balance", { locale: "pt-BR", customer: { id: 7, metafields: { "$app:loyalty": { balance: { type: "number_integer", value: 2 } } } } }), /2 points/);
});

test("money is written as the shop writes it, and by the language where the page speaks another currency", () => {
  const said = (money, amount, language = "en", currency = "GBP") => wordsOf({ texts: {}, forms: [], money }, language).money(amount, currency);
  assert.equal(said("£1,234.00", "12.4"), "£12.40");
  assert.equal(said("£1,234.00", 1234567.891), "£1,234,567.89");
  assert.equal(said("1.234,00 €", "1040.50"), "1.040,50 €");
  assert.equal(said("¥1,234", "50000"), "¥50,000");
  assert.equal(said("Rs. 1234.00", "5"), "Rs. 5.00");
  assert.equal(said("£1,234.00", "12.4", "ar"), "\u2066£12.40\u2069", "kept together");
  assert.equal(said(null, "12.4", "de", "EUR"), "12,40\u00a0€");
});

const page = async (html) => {
  document.body.innerHTML = `<div class="section">${html}
    <form action="/cart/add"><input type="hidden" name="id" value="11"><input name="quantity" value="1"></form></div>
    <form action="/cart/add"><input type="hidden" name="id" value="99"></form>`;
  await import("../../../extension-config/loyalty-theme-src/product-points.js");
  const [form] = document.forms;
  return { form, text: () => document.querySelector("retention-points p").textContent.trim(), change: (field) => field.dispatchEvent(new window.Event("change", { bubbles: true })) };
};

test("the product block follows variant and quantity, however the theme tells of them", async () => {
  const { form, text, change } = await page(await render("product-points"));
  assert.equal(text(), "Earn 190 points — worth £1.90 on your next order");
  form.elements.quantity.value = "3";
  change(form.elements.quantity);
  await until(() => text().startsWith("Earn 570 points — worth £5.70"), "the quantity");
  // A script of the theme sets the hidden field and tells nobody.
  form.elements.id.value = "12";
  await until(() => text().startsWith("Earn 637 points — worth £6.37"), "the variant");
  form.elements.quantity.value = "";
  change(form.elements.quantity);
  await until(() => text().startsWith("Earn 212 points"), "an empty quantity, which buys one");
});

test("without a form the address says which variant is meant", async () => {
  const { form, text } = await page(await render("product-points"));
  form.remove();
  window.history.replaceState(null, "", "?variant=12");
  window.dispatchEvent(new window.Event("popstate"));
  await until(() => text().startsWith("Earn 212 points"));
  window.history.replaceState(null, "", "/products/vase");
});

test("a variant that earns nothing is not advertised", async () => {
  const free = product({ variants: [{ id: 11, price: 3800 }, { id: 12, price: 0 }] });
  const { form } = await page(await render("product-points", { product: free }));
  form.elements.id.value = "12";
  await until(() => document.querySelector("retention-points").hidden);
  form.elements.id.value = "11";
  await until(() => !document.querySelector("retention-points").hidden);
});
