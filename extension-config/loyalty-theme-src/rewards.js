import { attempt } from "./attempt.js";
import { cartOf, comesOff } from "./cart.js";
import { h } from "./dom.js";
import { redeem } from "./redeem.js";

/** Why a reward cannot be had, whatever the points. */
const reasons = { tier: "tier", stock: "stock", limit: "limit", birthday: "birthdays" };

/** What points buy; a question in place before any are taken. */
export const rewards = (panel) => h("ul", {}, panel.data.rewards.map((reward) => item(panel, reward)));

const item = (panel, reward) => {
  const { words, data } = panel;
  const isGift = !!reward.choices;
  const cost = isGift ? "" : reward.slider ? words.say("range", words.number(reward.slider.min), words.points(reward.slider.max)) : words.points(reward.cost);
  const why = !data.customer ? "" : reward.reason ? words.say(reasons[reward.reason] || "limit") : !reward.affordable && reward.missing > 0 && !isGift ? words.say("togo", words.number(reward.missing)) : "";
  const ask = h("div", { hidden: true });
  const get = data.customer && reward.affordable && h("button", { type: "button", class: "go", "aria-expanded": "false", "aria-label": words.say("get") + ": " + reward.name, click: () => turn(ask.hidden) }, words.say("get"));
  const turn = (isOpen) => {
    if (isOpen) ask.replaceChildren(question(panel, reward, () => turn(false)));
    ask.hidden = !isOpen;
    get.setAttribute("aria-expanded", isOpen);
    (isOpen ? ask.querySelector("input, button") : get).focus();
  };
  return h("li", {},
    h("div", {}, h("bdi", {}, reward.name), reward.description && h("small", {}, h("bdi", {}, reward.description)), 
      h("small", {}, cost), (reward.conditions || []).map((condition) => h("small", {}, h("bdi", {}, condition)))),
    why && h("small", { class: "why" }, why), get, ask);
};

const question = (panel, reward, stop) => {
  const { words, data } = panel;
  // One wish, one key: asking again after a lost answer takes nothing twice.
  let key = fresh();
  const said = h("p", {});
  const capped = reward.maximumOff || reward.choices;
  const cart = capped && cartOf(panel.host.dataset.root);
  const slider = reward.slider && range(reward, data.available);
  const submit = h("button", { type: "submit", class: "go full" });
  const form = h("form", {
    submit(event) {
      event.preventDefault();
      attempt(panel, form, async () => redeem(panel, await panel.ask("/loyalty/redeem", {
        rewardId: reward.id, idempotencyKey: key, points: slider ? Number(slider.value) : undefined, choiceId: form.elements.choice ? Number(form.elements.choice.value) : undefined, cart: await cart,
      }), key)).then((problem) => {
        // What the shop refused is over and paid back: asking again is a new wish.
        if (problem?.code === "refused_by_shop") key = fresh();
      });
    },
  },
  slider && h("label", {}, words.say("howmany"), slider),
  reward.choices && h("fieldset", {}, h("legend", {}, words.say("choose")), reward.choices.map((choice, place) =>
    h("label", {}, h("input", { type: "radio", name: "choice", value: choice.id, checked: place === 0 }), " ", h("bdi", {}, choice.name)))),
  said,
  h("div", { class: "both" }, submit, h("button", { type: "button", class: "go", click: stop }, words.say("notnow"))));

  const speak = () => {
    const points = slider ? Number(slider.value) : reward.cost;
    const brings = slider ? words.money(points * reward.slider.perPoint, data.value.currency) : apart(reward.name);
    submit.textContent = reward.choices ? words.say("get") : words.say("use", words.points(points));
    said.textContent = reward.choices ? "" : words.say("takes", words.points(points), brings) + " " + words.say("left", words.points(data.available - points));
    slider?.setAttribute("aria-valuetext", words.points(points) + ", " + brings);
  };
  slider?.addEventListener("input", speak);
  // Of a percentage with a cap the cart decides; without one, its conditions say what comes off.
  cart?.then((known) => {
    const off = comesOff(reward, known);
    if (off) said.append(" " + words.say("cart", words.money(off / 100, known.currency), words.money(known.total / 100, known.currency)));
  });
  speak();
  return form;
};

/** A name keeps its own direction inside a sentence that runs the other way. */
const apart = (name) => "\u2068" + name + "\u2069";

const fresh = () => crypto.randomUUID?.() || Date.now() + "-" + Math.random();

const range = ({ slider: { min, max, step } }, available) => {
  const most = Math.min(max, min + Math.floor((available - min) / step) * step);
  return h("input", { type: "range", min, max: most, step, value: most });
};
