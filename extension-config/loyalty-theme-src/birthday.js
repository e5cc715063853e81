import { attempt } from "./attempt.js";
import { h } from "./dom.js";

/** The birthday, entered or to be entered, where the shop has use for it. */
export const birthday = (panel, section) => {
  const { words, data } = panel;
  const rule = data.earn.find((deed) => deed.kind === "birthday");
  const asks = data.asksBirthday ?? (rule || data.birthday || data.rewards.some((reward) => reward.choices));
  if (!asks || data.blocked) return null;
  const { day, month, year } = data.birthday || {};
  const form = h("form", {
    submit(event) {
      event.preventDefault();
      const value = (name) => form.elements[name].value;
      attempt(panel, form, async () => {
        const { message } = await panel.ask("/loyalty/birthday", { day: value("day"), month: value("month"), year: value("year") });
        panel.said = message;
        panel.tell(message);
        await panel.load(".said");
      });
    },
  },
  rule && !data.birthday && h("p", {}, words.say("gift", words.points(rule.points))),
  h("div", { class: "both" },
    field(words.say("day"), choose("day", Array.from({ length: 31 }, (_, place) => place + 1), day)),
    field(words.say("month"), choose("month", words.months(), month)),
    field(words.say("year"), h("input", { name: "year", inputmode: "numeric", maxlength: 4, pattern: "[0-9]*", autocomplete: "bday-year", value: year }))),
  h("button", { type: "submit", class: "go" }, words.say("save")));
  return section("birthday", words.say("birthday"),
    data.birthday ? h("details", {}, h("summary", {}, words.day(new Date(year || 2000, month - 1, day), !!year)), form) : form);
};

const field = (name, control) => h("label", {}, name, control);

const choose = (name, texts, chosen) => h("select", { name, required: true }, h("option", { value: "" }, "–"),
  texts.map((text, place) => h("option", { value: place + 1, selected: chosen === place + 1 }, text)));
