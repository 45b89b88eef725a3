import { locate } from "./editor_places.js";
import { underline } from "./editor_marks.js";

const PAUSE = 350;
let pending = null;
let timer = 0;

/** The form of the text that is being written, on the page or in a drawer. */
export const textForm = () => document.getElementById("copy-form");

/** Whether words were typed that nobody saved yet. */
export function isWriting(root = document.getElementById("main")) {
  const fields = root.querySelectorAll("textarea, input[type=text]");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

/** Begin with a form that was just put into the page. */
export function openEditor() {
  const form = textForm();
  if (!form) return;
  "checkNow" in form.dataset ? check() : underline(form);
}

/** Ask the service what its checks say about the words as they stand, and put its answer in place. */
async function check() {
  const form = textForm();
  pending?.abort();
  pending = new AbortController();
  const answer = await ask(form, pending.signal);
  if (form !== textForm()) return;
  if (answer) place(new DOMParser().parseFromString(answer, "text/html").body.children);
  underline(form);
}

// A check that does not come back leaves what was shown; the next word typed asks again, and saving checks anyway.
async function ask(form, signal) {
  try {
    const headers = { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true" };
    const response = await fetch(form.dataset.check, { method: "POST", headers, body: new FormData(form), signal });
    return response.status === 200 ? await response.text() : "";
  } catch {
    return "";
  }
}

/** Put each part in place of the one with its id. */
export function place(parts) {
  [...parts].filter((part) => part.id).forEach((part) => {
    const shown = document.getElementById(part.id);
    const unfolded = shown?.querySelector("details[open]");
    if (unfolded) part.querySelector("details")?.setAttribute("open", "");
    shown?.replaceWith(part);
  });
}

document.addEventListener("input", ({ target }) => {
  const form = textForm();
  if (!form || target.form !== form) return;
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
  underline(form);
});

document.addEventListener("selectionchange", () => textForm() && locate(textForm()));

// A link to a folded part of the page unfolds it, on this page or from another.
function unfold() {
  if (location.hash.startsWith("#twin-")) document.querySelector(location.hash)?.setAttribute("open", "");
}

addEventListener("hashchange", unfold);

document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !textForm()) return;
  event.preventDefault();
  textForm().requestSubmit(textForm().querySelector("[data-save]"));
});

// A text that arrived opens by itself, unless somebody is writing something here.
new MutationObserver(() => {
  const arrived = document.querySelector("[data-arrived]");
  if (arrived && !isWriting()) show(arrived);
}).observe(document.getElementById("main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-arrived"] });

function show(arrived) {
  const drawer = arrived.closest("dialog");
  if (drawer) drawer.dispatchEvent(new Event("arrived"));
  else location.replace(arrived.dataset.arrived);
}

openEditor();
unfold();
