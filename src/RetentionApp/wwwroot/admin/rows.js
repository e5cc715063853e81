// Rules in a list: put in from what a search found, moved and taken out. The form hears of it as if somebody had typed.
export function addRow(button) {
  const form = document.querySelector("form[data-preview]");
  const row = form.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
  const { match, value, label, kind } = button.dataset;
  row.querySelector("[data-match]").value = match;
  row.querySelector("[data-value]").value = value;
  row.querySelector("[data-label]").value = label;
  row.querySelector("[data-kind]").textContent = kind;
  row.querySelector("[data-name]").textContent = label;
  form.querySelector("[data-rows]").append(row);
  const times = row.querySelector("[name=Times]");
  times.focus();
  times.select();
  changed(form);
}

export function moveRow(button) {
  const row = button.closest("li");
  const form = row.closest("form");
  const way = button.dataset.move;
  if (way === "up") row.previousElementSibling?.before(row);
  if (way === "down") row.nextElementSibling?.after(row);
  if (way === "out") {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    next?.querySelector("button[data-move=out]").focus();
  } else button.focus();
  changed(form);
}

// A field that was changed by a script says nothing by itself: neither the save bar nor the preview would know.
function changed(form) {
  const field = form.querySelector("input[name=Version]");
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}
