import { attempt } from "./attempt.js";
import { h, unfolding } from "./dom.js";

/** The birthday, entered or to be entered, where the shop has use for it. */
export const birthday = (panel) => {
  const { words, data } = panel;
  const rule = data.earn.find((deed) => deed.kind === "birthday");
  const asks = data.asksBirthday ?? (rule || data.birthday || data.rewards.some((reward) => reward.choices));
  if (!asks || data.blocked) return null;
  const { day, month, year } = data.birthday || {};
  const known = month ? ": " + words.day(new Date(year || 2000, month - 1, day), !!year) : "";
  return unfolding(words.say("birthday") + known, () => form(panel, rule, data.birthday || {}));
};

const form = (panel, rule, { day, month, year }) => {
  const { words } = panel;
  const fields = h("form", {
    submit(event) {
      event.preventDefault();
      const value = (name) => fields.elements[name].value;
      attempt(panel, fields, async () => {
        const { message } = await panel.ask("/loyalty/birthday", { day: value("day"), month: value("month"), year: value("year") });
        panel.said = message;
        panel.tell(message);
        await panel.load(".said");
      });
    },
  },
  rule && !month && h("p", {}, words.say("gift", words.points(rule.points))),
  h("div", { class: "both" },
    h("label", {}, words.say("day"), h("input", { name: "day", type: "number", min: 1, max: 31, required: true, autocomplete: "bday-day", value: day })),
    h("label", {}, words.say("month"), h("select", { name: "month", required: true, autocomplete: "bday-month" }, h("option", { value: "" }, "–"),
      words.months().map((name, place) => h("option", { value: place + 1, selected: month === place + 1 }, name)))),
    h("label", {}, words.say("year"), h("input", { name: "year", inputmode: "numeric", maxlength: 4, pattern: "[0-9]*", autocomplete: "bday-year", value: year }))),
  h("button", { type: "submit", class: "go" }, words.say("save")));
  return fields;
};
