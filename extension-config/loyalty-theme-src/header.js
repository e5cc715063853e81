import { h } from "./dom.js";

/** Name, balance and way to the next tier. Before the shop has answered: what came with the page. */
export const header = ({ words, host }, data) => {
  if (!data) return host.dataset.balance ? [h("p", { class: "big" }, words.points(Number(host.dataset.balance)))] : [];
  if (!data.customer) return [];
  const { tier, available, value, pending, nextAvailable, expiring } = data;
  const facts = [
    available > 0 && Number(value.amount) > 0 && words.say("worth", words.money(value.amount, value.currency)),
    nextAvailable ? words.say("more", words.number(nextAvailable.points), words.day(nextAvailable.at)) : pending > 0 && words.say("pending", words.number(pending)),
  ].filter(Boolean);
  const next = tier?.next;
  const who = [data.customer.firstName, tier?.name].filter(Boolean);
  return [
    who.length > 0 && h("p", {}, who.map((name, place) => [place > 0 && " · ", h("bdi", {}, name)])),
    h("p", { class: "big" }, words.points(available)),
    facts.length > 0 && h("p", {}, facts.join(" · ")),
    expiring && h("p", {}, words.say("expiring", words.points(expiring.points), words.day(expiring.at))),
    next && tier.percent != null && h("progress", { max: 100, value: tier.percent, "aria-label": next.name }),
    next && h("p", {}, h("bdi", {}, next.words)),
    tier?.keep && h("p", {}, h("bdi", {}, tier.keep)),
  ].filter(Boolean);
};
