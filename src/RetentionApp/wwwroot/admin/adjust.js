// The dialog in which points are given or taken, and the sentence that says what will come of it.

// A page that comes back with errors has its dialog open, but not as a modal one yet.
export function openDialogs() {
  document.querySelectorAll("dialog[open]").forEach((dialog) => {
    if (dialog.matches(":modal")) return;
    dialog.close();
    openDialog(dialog);
  });
}

// The cursor goes into the first field; an autofocus attribute would be refused inside Shopify's frame.
export function openDialog(dialog) {
  dialog.showModal();
  dialog.querySelector("[data-first]")?.focus();
  followAdjustment(dialog.querySelector("form"));
}

export function followAdjustment(form) {
  if (!form || !("adjust" in form.dataset)) return;
  const outcome = form.querySelector("[data-outcome]");
  const typed = form.elements.amount.value.replace(/[\s.,'’\u00a0\u202f]/g, "");
  const points = /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
  if (points === 0) { outcome.textContent = ""; return; }
  const now = Number(form.dataset.available);
  const then = form.elements.direction.value === "take" ? now - points : now + points;
  const format = new Intl.NumberFormat(form.dataset.locale);
  const number = (value) => format.format(value).replace("-", "−");
  outcome.textContent = outcome.dataset.outcome.replace("{0}", number(now)).replace("{1}", number(then));
}
