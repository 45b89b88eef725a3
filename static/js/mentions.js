// Names after an @ in a comment: the people of the community are offered while somebody types.
const BEGUN = /@([^@\s]{0,40})$/;
const MOST = 8;
const known = new Map();
let list = null;

async function people(address) {
  if (!known.has(address)) known.set(address, fetch(address, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []));
  return known.get(address);
}

function close(field) {
  list?.remove();
  list = null;
  field?.removeAttribute("aria-controls");
  field?.removeAttribute("aria-activedescendant");
}

function begun(field) {
  return BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1];
}

function choose(field, name) {
  const start = field.selectionStart - begun(field).length;
  field.setRangeText(`${name} `, start, field.selectionStart, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close(field);
}

function entry(field, name, place) {
  const line = document.createElement("li");
  line.id = `mention-${place}`;
  line.role = "option";
  line.textContent = name;
  line.ariaSelected = String(place === 0);
  line.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose(field, name);
  });
  return line;
}

function offer(field, names) {
  close(field);
  if (!names.length) return;
  list = document.createElement("ul");
  list.className = "mention-list";
  list.id = "mentions";
  list.role = "listbox";
  list.ariaLabel = field.labels[0]?.textContent ?? "";
  list.append(...names.map((name, place) => entry(field, name, place)));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-activedescendant", "mention-0");
}

document.addEventListener("input", async ({ target: field }) => {
  if (!field.dataset?.mentions) return;
  const words = begun(field)?.toLocaleLowerCase();
  if (words === undefined) return close(field);
  const found = (await people(field.dataset.mentions)).filter((name) => name.toLocaleLowerCase().includes(words));
  if (begun(field)?.toLocaleLowerCase() === words) offer(field, found.slice(0, MOST));
});

function move(field, step) {
  const lines = [...list.children];
  const at = lines.findIndex((line) => line.ariaSelected === "true");
  const next = (at + step + lines.length) % lines.length;
  lines.forEach((line, place) => { line.ariaSelected = String(place === next); });
  field.setAttribute("aria-activedescendant", lines[next].id);
  lines[next].scrollIntoView({ block: "nearest" });
}

// Ahead of whatever else listens: Enter chooses a name here, and Escape closes the names alone.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!list || !field.dataset?.mentions || event.isComposing || event.keyCode === 229) return;
  if (event.key === "ArrowDown") move(field, 1);
  else if (event.key === "ArrowUp") move(field, -1);
  else if (event.key === "Enter" || event.key === "Tab") choose(field, list.querySelector("[aria-selected=true]").textContent);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("focusout", ({ target }) => target.dataset?.mentions && close(target));
