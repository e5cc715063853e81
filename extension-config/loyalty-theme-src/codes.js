import { attempt } from "./attempt.js";
import { h, safe } from "./dom.js";
import { copy } from "./copy.js";

/** Codes that wait to be used: big, to copy, to apply to the cart, to give back. */
export const codes = (panel) => h("ul", { class: "codes" }, panel.data.codes.map((code) => card(panel, code)));

const card = (panel, code) => {
  const { words, host, data } = panel;
  const { root, cart } = host.dataset;
  const apply = safe(code.applyUrl) || root.replace(/\/?$/, "/") + "discount/" + encodeURIComponent(code.code) + "?redirect=" + encodeURIComponent(cart);
  const back = h("div", { hidden: true },
    h("p", {}, words.say("giveback")),
    h("div", { class: "both" },
      h("button", { type: "button", class: "go", click: () => attempt(panel, back, () => giveBack(panel, code)) }, words.say("cancel")),
      h("button", { type: "button", class: "go", click: () => turn(false) }, words.say("keep"))));
  const ask = h("button", { type: "button", class: "plain", "aria-expanded": "false", click: () => turn(true) }, words.say("cancel"));
  const turn = (isOpen) => {
    back.hidden = !isOpen;
    ask.setAttribute("aria-expanded", isOpen);
    (isOpen ? back.querySelector("button") : ask).focus();
  };
  return h("li", { class: "code", id: "code" + code.id, tabindex: "-1" },
    h("b", { "data-code": true, dir: "ltr" }, code.code),
    h("small", {}, h("bdi", {}, code.title), code.expiresAt && ", " + words.say("until", words.day(code.expiresAt))),
    code.minimumSubtotal && h("small", {}, words.say("minimum", words.money(code.minimumSubtotal.amount, code.minimumSubtotal.currency))),
    code.state === "cancelling" ? h("p", {}, words.say("cancelling")) : [
      h("div", { class: "both" }, copy(panel, code.code), code.kind !== "gift_card" && h("a", { class: "go full", href: apply }, words.say("apply"))),
      code.cancellable && !data.blocked && [ask, back],
    ]);
};

const giveBack = async (panel, code) => {
  const { status } = await panel.ask("/loyalty/redemptions/" + code.id + "/cancel", {});
  panel.said = panel.words.say(status === "cancelled" ? "cancelled" : "cancelling");
  panel.tell(panel.said);
  await panel.load(".said");
};
