import { words } from "./words.js";

const changed = new WeakSet();
let leaving = null;

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-unsaved]");
  if (form) changed.add(form);
  if (target.matches("[data-lines-count], [data-count-max]")) count(target);
});

addEventListener("beforeunload", (event) => {
  if (!unsaved(leaving)) return;
  event.preventDefault();
  // Whoever stays can send the form again; a timer runs only if the page is still there.
  setTimeout(() => document.querySelectorAll("form[data-sent]").forEach(rest));
});

/** Whether words would be lost: those in the form that is being sent are not. */
function unsaved(sent) {
  return [...document.querySelectorAll("form[data-unsaved]")].some((form) => form !== sent && changed.has(form));
}

// A second press while the answer is on its way would send the form again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  leaving = form;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});

// Coming back by the browser's Back button shows the page as it was left: make its forms usable again.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));

function rest(form) {
  leaving = null;
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

document.addEventListener("change", ({ target }) => {
  target.form?.matches("[data-autosubmit]") && target.form.requestSubmit();
});

function count(field) {
  const note = field.nextElementSibling?.matches(".field-count") ? field.nextElementSibling : counter(field);
  const limit = Number(field.dataset.countMax);
  const entries = field.value.split("\n").filter((line) => line.trim()).length;
  const size = limit ? [...new Intl.Segmenter().segment(field.value)].length : entries;
  const over = limit > 0 && size > limit;
  note.textContent = limit ? `${size} / ${limit}${over ? ` · ${words.tooLong}` : ""}` : `${size} ${words.entries}`;
  note.classList.toggle("over", over);
}

function counter(field) {
  const note = document.createElement("span");
  note.className = "field-count";
  field.after(note);
  return note;
}

document.querySelectorAll("[data-lines-count], [data-count-max]").forEach(count);
document.querySelector("[data-error-summary]")?.focus();
