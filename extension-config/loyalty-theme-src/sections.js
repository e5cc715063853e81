// The parts of the panel below its head, for whoever is signed in and for guests.
import { attempt } from "./attempt.js";
import { birthday } from "./birthday.js";
import { codes } from "./codes.js";
import { copy } from "./copy.js";
import { h, safe, unfolding } from "./dom.js";
import { rewards } from "./rewards.js";

const section = (id, name, ...content) => h("section", { "aria-labelledby": id }, h("h3", { id, tabindex: "-1" }, name), ...content);

/** The parts in order, each made when it is asked for; null: nothing to show. */
export const member = (panel) => {
  const { words, data } = panel;
  const note = data.blocked || data.closed ? "blocked" : !data.active ? "paused" : data.owed > 0 ? "owed" : null;
  const isWaiting = !panel.said && data.redemptions?.some((one) => one.state === "pending");
  return [
    () => note && h("p", { class: "note" }, words.say(note)),
    () => isWaiting && h("p", { class: "note" }, words.say("onitsway")),
    () => panel.said && h("p", { class: "note said", tabindex: "-1" }, panel.said),
    () => data.codes.length > 0 && section("codes", words.say("codes"), codes(panel)),
    () => data.rewards.length > 0 && section("rewards", words.say("rewards"), rewards(panel)),
    ...earning(panel),
    () => birthday(panel),
    () => data.referral && safe(data.referral.url) && section("referral", words.say("referral"), h("p", { "data-code": true, dir: "ltr" }, data.referral.url), copy(panel, data.referral.url)),
    () => unfolding(words.say("history"), () => history(panel)),
  ];
};

export const guest = (panel) => {
  const { words, data, host } = panel;
  const register = safe(data.register || host.dataset.register);
  return [
    () => h("section", {},
      h("h3", { class: "first", tabindex: "-1" }, words.say("guest")),
      h("p", {}, host.dataset.invitation || words.say("invite")),
      h("p", { class: "both" },
        h("a", { class: "go full", href: safe(data.signIn || host.dataset.login) }, words.say("signin")),
        register && h("a", { class: "go", href: register }, words.say("register")))),
    ...earning(panel),
    () => data.rewards.length > 0 && section("rewards", words.say("rewards"), rewards(panel)),
  ];
};

const earning = (panel) => [() => ways(panel), () => challenges(panel)];

const ways = (panel) => {
  const { words, data } = panel;
  const rows = [...data.ways.map((way) => row(way.title, way.detail)), ...data.earn.filter((deed) => deed.available || deed.done).map((deed) => deedRow(panel, deed))];
  return rows.length > 0 && section("earn", words.say("earn"), h("ul", {}, rows));
};

const challenges = ({ words, data }) => data.challenges.length > 0 && section("goals", words.say("goals"), h("ul", {}, data.challenges.map((goal) =>
  row(goal.name, [goal.detail, data.customer && words.say("of", words.number(goal.progress), words.number(goal.goal))], plus(words, goal.points)))));

const row = (title, detail, ...end) => h("li", {}, h("div", {}, h("bdi", {}, title), [detail].flat().map((one) => one && h("small", {}, h("bdi", {}, one)))), ...end);

const plus = (words, points) => h("b", { dir: "ltr" }, "+" + words.number(points));

/** What is done by following a link is done here: the page opens in a tab of its own, the points follow. */
const deedRow = (panel, deed) => {
  const { words, data, ask } = panel;
  const url = /^https:\/\//i.test(deed.url || "") && data.customer && !data.blocked && deed.available ? deed.url : null;
  const item = row(deed.title, deed.detail, deed.done ? h("small", {}, "✓ " + words.say("done")) : plus(words, deed.points),
    url && h("a", { class: "go", href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": words.say("open") + ": " + deed.title,
      click: () => attempt(panel, item, async () => {
        const { message } = await ask("/loyalty/deeds/" + encodeURIComponent(deed.id), {});
        panel.said = message;
        panel.tell(message);
        await panel.load(".said");
      }) }, words.say("open")));
  return item;
};

const history = ({ words, data }) => data.history.length === 0 ? h("p", {}, words.say("nothing"))
  : h("ul", {}, data.history.map((entry) => row(entry.reason, words.day(entry.at), h("b", { dir: "ltr" }, (entry.points > 0 ? "+" : "") + words.number(entry.points)))));
