// Products or collections: found by title in the shop, picked into a list that is posted with the form.
const PAUSE = 300;
const waiting = new WeakMap();

export function searchPicker(field) {
  if (!("pickerSearch" in field.dataset)) return;
  const picker = field.closest("[data-picker]");
  clearTimeout(waiting.get(picker));
  waiting.set(picker, setTimeout(() => find(picker, field.value), PAUSE));
}

export function pick(button) {
  const picker = button.closest("[data-picker]");
  const chosen = picker.querySelector("[data-picker-chosen]");
  const value = button.dataset.pick;
  if ("single" in picker.dataset && picker.dataset.single) chosen.replaceChildren();
  if (![...chosen.querySelectorAll("input")].some((input) => input.value === value)) chosen.append(item(picker, value));
  const field = picker.querySelector("[data-picker-search]");
  field.value = "";
  picker.querySelector("[data-picker-found]").replaceChildren();
  field.focus();
  changed(chosen);
}

export function unpick(button) {
  const chosen = button.closest("[data-picker-chosen]");
  button.closest("li").remove();
  chosen.closest("[data-picker]").querySelector("[data-picker-search]").focus();
  changed(chosen);
}

async function find(picker, words) {
  const found = picker.querySelector("[data-picker-found]");
  if (!words.trim()) { found.replaceChildren(); return; }
  const answer = await fetch(`/rewards/0?${new URLSearchParams({ handler: "Search", type: picker.dataset.picker, q: words })}`);
  if (answer.ok && picker.querySelector("[data-picker-search]").value === words) found.innerHTML = await answer.text();
}

function item(picker, value) {
  const title = value.slice(value.indexOf("|") + 1);
  const li = document.createElement("li");
  const text = Object.assign(document.createElement("span"), { textContent: title });
  const input = Object.assign(document.createElement("input"), { type: "hidden", name: picker.dataset.name, value });
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn is-icon is-plain", textContent: "\u00d7" });
  remove.dataset.unpick = "";
  remove.setAttribute("aria-label", `${picker.dataset.remove} ${title}`);
  li.append(text, input, remove);
  return li;
}

// A list changed by a script says nothing by itself: neither the save bar nor the preview would know.
function changed(chosen) {
  const form = chosen.closest("form");
  const field = form.querySelector("input[name=Kind]");
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}
