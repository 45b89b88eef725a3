const registered = new Map();
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]";

/** Whether a field or an input method has the keyboard (keyCode 229 is how older browsers say the latter). */
export function typing(event) {
  return event.isComposing || event.keyCode === 229 || Boolean(event.target.closest?.(FIELDS));
}

/** Run `run` when `key` is pressed alone; `label` is shown in the list of shortcuts. */
export function shortcut(key, label, run) {
  registered.set(key.toLowerCase(), { key, label, run });
}

function named(element) {
  const spoken = element.dataset.shortcutLabel ?? element.getAttribute("aria-label");
  if (spoken) return spoken;
  const words = element.cloneNode(true);
  words.querySelectorAll("kbd, .visually-hidden, svg").forEach((part) => part.remove());
  return words.textContent.trim() || element.title;
}

function take(element) {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) element.focus();
  else element.click();
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function inPage() {
  const found = [...document.querySelectorAll("[data-shortcut]")].filter(visible);
  return found.map((element) => ({ key: element.dataset.shortcut, label: named(element), run: () => take(element) }));
}

/** Everything a key does here: what the page marks comes before what modules registered. */
export function shortcuts() {
  const all = new Map([...registered.values(), ...inPage()].map((entry) => [entry.key.toLowerCase(), entry]));
  return [...all.values()];
}

function line({ key, label }) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const cap = document.createElement("kbd");
  const meaning = document.createElement("dd");
  cap.textContent = key.length === 1 ? key.toUpperCase() : key;
  meaning.textContent = label;
  term.append(cap);
  row.append(term, meaning);
  return row;
}

function help() {
  const dialog = document.getElementById("shortcut-help");
  dialog.querySelector("[data-shortcut-list]").replaceChildren(...shortcuts().map(line));
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open='shortcut-help']")) help();
});

document.addEventListener("keydown", (event) => {
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog:modal")) return;
  if (event.key === "?") return help();
  const entry = shortcuts().find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
  if (!entry) return;
  event.preventDefault();
  entry.run();
});
