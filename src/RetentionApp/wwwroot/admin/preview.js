// What the programme's form would give, fetched again shortly after the last key.
let waiting;

export function followPreview(form) {
  if (!form?.dataset.preview) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => fetchPreview(form), 250);
}

// The page that answers brings a preview of its own.
export function dropPreview() {
  clearTimeout(waiting);
}

export function showAnother(button) {
  const form = document.querySelector("form[data-preview]");
  form.querySelector("[data-skip]").value = button.dataset.another;
  fetchPreview(form);
}

function fetchPreview(form) {
  const frame = document.getElementById("preview");
  if (frame) frame.src = `${form.dataset.preview}?${new URLSearchParams(new FormData(form))}`;
}
