import { copyField } from "./reply_desk_copy.js";

const search = document.getElementById("desk-search");
const desk = search.closest(".reply-desk");
const answer = document.getElementById("answer");

const hits = () => [...document.querySelectorAll("#hit-list .hit")];
const chosen = () => document.querySelector('#hit-list .hit[aria-selected="true"]');

function choose(hit, { follow = true } = {}) {
  hits().forEach((each) => each.setAttribute("aria-selected", String(each === hit)));
  if (hit) search.setAttribute("aria-activedescendant", hit.id);
  else search.removeAttribute("aria-activedescendant");
  if (hit && follow) hit.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = hits();
  const at = all.indexOf(chosen());
  if (all.length) choose(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function take(hit) {
  if (!hit) return;
  choose(hit);
  hit.dispatchEvent(new CustomEvent("take", { bubbles: true }));
}

/** On a narrow screen the answer stands in place of the list. */
function show(part) {
  desk.dataset.shown = part;
}

function back() {
  show("hits");
  search.focus();
  search.select();
}

const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };

search.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in MOVES) move(MOVES[event.key]);
  else if (event.key === "Enter") take(chosen());
  else return;
  event.preventDefault();
});

// Escape goes one step back: out of the answer into the search box, out of the box to where single keys work.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  if (document.querySelector("dialog[open], details.menu[open]")) return;
  if (answer.contains(document.activeElement)) back();
  else if (document.activeElement === search && search.value) {
    search.value = "";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (document.activeElement.matches("input, select, textarea")) document.activeElement.blur();
  else return;
  event.preventDefault();
});

// With the focus nowhere the arrow keys and Enter work as in the box.
document.addEventListener("keydown", (event) => {
  if (document.activeElement !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in MOVES) move(MOVES[event.key]);
  else if (event.key === "Enter") take(chosen());
  else return;
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const hit = target.closest(".hit");
  if (hit) take(hit);
  if (target.closest("[data-desk-back]")) back();
  const button = target.closest("[data-copy-answer]");
  if (button) copyAgain(button.dataset.copyAnswer === "rich");
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "desk-form") event.preventDefault();
});

const noteOf = (field) => field.closest(".ready").querySelector(".copy-note");

async function copyAgain(rich) {
  const field = document.getElementById("answer-text");
  const form = field.form;
  await copyField(field, noteOf(field), { rich });
  if (field.value === form.elements.before.value) return;
  form.dispatchEvent(new CustomEvent("edited", { bubbles: true }));
}

function welcome() {
  show("answer");
  const ready = answer.querySelector("[data-copy-now]");
  const wanting = answer.querySelector("[aria-invalid='true'], .asking .form-control, .asking .form-select");
  if (ready) {
    answer.focus();
    ready.removeAttribute("data-copy-now");
    const field = ready.querySelector("#answer-text");
    copyField(field, noteOf(field));
  } else wanting?.focus();
}

function recount() {
  const counts = JSON.parse(document.getElementById("hits").dataset.counts || "{}");
  document.querySelectorAll("[data-scenario]").forEach((place) => {
    const count = counts[place.dataset.scenario] ?? 0;
    place.textContent = count;
    place.closest(".scenario").classList.toggle("scenario-none", !count);
  });
}

document.addEventListener("htmx:after:swap", () => {
  if (answer.querySelector("[data-copy-now], .asking:not([data-welcomed])")) {
    answer.querySelector(".asking")?.setAttribute("data-welcomed", "");
    welcome();
  } else if (!chosen()?.id || search.getAttribute("aria-activedescendant") !== chosen().id) {
    choose(chosen(), { follow: false });
    recount();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-desk-window]");
  if (!link) return;
  const beside = window.open(link.href, link.target, `popup,width=380,height=${Math.min(820, screen.availHeight)},left=${screen.availWidth - 390}`);
  if (!beside) return;
  event.preventDefault();
  beside.focus();
});

choose(chosen(), { follow: false });
if (matchMedia("(width < 768px)").matches) desk.querySelector(".desk-tree").open = false;
