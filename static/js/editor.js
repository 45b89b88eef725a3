import { locate } from "./editor_places.js";
import { underline } from "./editor_marks.js";

const PAUSE = 350;
const form = document.getElementById("copy-form");
let pending = null;
let timer = 0;

/** Ask the service what its checks say about the words as they stand, and put its answer in place. */
async function check() {
  pending?.abort();
  pending = new AbortController();
  const answer = await ask(pending.signal);
  if (answer) place(new DOMParser().parseFromString(answer, "text/html").body);
  underline(form);
}

// A check that does not come back leaves what was shown; the next word typed asks again, and saving checks anyway.
async function ask(signal) {
  try {
    const headers = { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true" };
    const response = await fetch(form.dataset.check, { method: "POST", headers, body: new FormData(form), signal });
    return response.status === 200 ? await response.text() : "";
  } catch {
    return "";
  }
}

function place(parts) {
  [...parts.children].filter((part) => part.id).forEach((part) => {
    const shown = document.getElementById(part.id);
    const unfolded = shown?.querySelector("details[open]");
    if (unfolded) part.querySelector("details")?.setAttribute("open", "");
    shown?.replaceWith(part);
  });
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
    underline(form);
  });
  "checkNow" in form.dataset ? check() : underline(form);
  document.addEventListener("selectionchange", () => locate(form));
}

// A link to a folded part of the page unfolds it.
document.addEventListener("click", ({ target }) => {
  const folded = target.closest?.('a[href^="#twin-"]')?.hash;
  if (folded) document.querySelector(folded)?.setAttribute("open", "");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-save]"));
});

// A text that arrived opens by itself, unless somebody is writing something here.
new MutationObserver(() => {
  const arrived = document.querySelector("[data-arrived]");
  if (arrived && !isWriting()) location.replace(arrived.dataset.arrived);
}).observe(document.getElementById("main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-arrived"] });

function isWriting() {
  const fields = document.querySelectorAll("main textarea, main input[type=text]");
  return [...fields].some((field) => field.value !== field.defaultValue);
}
