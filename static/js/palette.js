import { words } from "./words.js";

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-list");
let chosen = 0;
let shown = [];

function nameOf(element) {
  const words = element.cloneNode(true);
  words.querySelectorAll("kbd, svg, .visually-hidden, .nav-count").forEach((part) => part.remove());
  return words.textContent.trim().replace(/\s+/g, " ") || element.getAttribute("aria-label") || element.title;
}

function groupOf(element) {
  const group = element.closest("[data-palette-group]");
  if (group) return group.dataset.paletteGroup;
  return element.closest("#main") ? words.actions : words.pages;
}

/** Everything on the page that can be reached by name: marked entries and whatever has a shortcut. */
function entries() {
  const marked = [...document.querySelectorAll("[data-palette], #main [data-shortcut]")].filter(
    (element) => !element.closest(".sidebar-choices"), // the top bar offers the same choices
  );
  return marked.map((element) => ({ element, name: nameOf(element), group: groupOf(element) })).filter(({ name }) => name);
}

/** Letters of the query in order, anywhere in the name; nearer the start and closer together is better. */
function score(name, query) {
  let at = -1;
  let total = 0;
  for (const letter of query) {
    const next = name.indexOf(letter, at + 1);
    if (next < 0) return Infinity;
    total += next - at;
    at = next;
  }
  return total;
}

function matching(query) {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const scored = entries().map((entry) => ({ ...entry, rank: score(entry.name.toLowerCase(), wanted) }));
  const found = scored.filter(({ rank }) => rank < Infinity);
  return wanted ? found.sort((a, b) => a.rank - b.rank) : found;
}

function option({ element, name, group }, index) {
  const row = document.createElement("div");
  row.id = `palette-option-${index}`;
  row.className = "palette-option";
  row.setAttribute("role", "option");
  const dot = element.querySelector(".persona-dot")?.cloneNode();
  const icon = element.querySelector("svg")?.cloneNode(true);
  const label = document.createElement("span");
  const kind = document.createElement("span");
  label.textContent = name;
  kind.textContent = group;
  kind.className = "palette-group";
  row.append(...[dot ?? icon, label, kind].filter(Boolean));
  row.addEventListener("click", () => take(index));
  return row;
}

function mark(index) {
  chosen = Math.max(0, Math.min(index, shown.length - 1));
  [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
  const row = list.children[chosen];
  row?.scrollIntoView({ block: "nearest" });
  if (row) input.setAttribute("aria-activedescendant", row.id);
  else input.removeAttribute("aria-activedescendant");
}

function render() {
  shown = matching(input.value).slice(0, 40);
  list.replaceChildren(...shown.map(option));
  list.hidden = shown.length === 0;
  dialog.querySelector(".palette-empty").hidden = shown.length > 0;
  input.setAttribute("aria-expanded", String(shown.length > 0));
  mark(0);
}

function take(index) {
  const entry = shown[index];
  dialog.close();
  if (entry?.element.matches("input, textarea, select")) entry.element.focus();
  else entry?.element.click();
}

function start() {
  document.querySelector("[popover]:popover-open")?.hidePopover();
  input.value = "";
  if (!dialog.open) dialog.showModal();
  render();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const asked = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!asked || (document.querySelector("dialog:modal") && !dialog.open)) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else start();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open='palette']")) start();
});

input.addEventListener("input", render);
input.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const act = { ArrowDown: () => mark(chosen + 1), ArrowUp: () => mark(chosen - 1), Enter: () => take(chosen) }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
