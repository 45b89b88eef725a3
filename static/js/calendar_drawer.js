import { ask } from "./dialogs.js";
import { isWriting, openEditor } from "./editor.js";
import { whenMoved, words } from "./calendar_moves.js";
import { toast } from "./toasts.js";

// The address names the post that is open, so that a reload, Back and a link that was sent bring it back.
const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
let shown = "";

const named = () => new URL(location.href).searchParams.get("item") ?? "";
const idOf = (address) => address.match(/(\d+)\/?$/)?.[1] ?? "";
const addressOf = (id) => `${drawer.dataset.items}${id}`;

function naming(id) {
  const address = new URL(location.href);
  if (id) address.searchParams.set("item", id);
  else address.searchParams.delete("item");
  return address;
}

/** Show one post beside the calendar; a refusal is told as a toast and opens nothing. */
export async function openDrawer(address) {
  const id = idOf(address);
  if (!(await load(id))) return;
  if (named() !== id) history.pushState({ drawer: true }, "", naming(id));
}

/** Fetch the open post anew: it was saved, moved or taken a step further. */
export async function reloadDrawer() {
  if (drawer.open) await load(shown);
}

async function load(id) {
  if (id !== shown) body.replaceChildren();
  await window.htmx.ajax("GET", addressOf(id), { target: "#drawer-body", swap: "innerHTML" });
  if (!body.childElementCount) return false;
  shown = id;
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  openEditor();
  body.querySelectorAll("template[data-said]").forEach(tell);
  return true;
}

function tell(template) {
  toast(template.content.textContent, { kind: template.dataset.said });
  template.remove();
}

/** Whether the drawer may go: words that nobody saved are asked about first. */
async function mayClose() {
  return !isWriting(drawer) || ask(words.unsaved, words.discard);
}

async function close() {
  if (await mayClose()) drawer.close();
}

drawer.addEventListener("cancel", (event) => {
  if (event.target !== drawer || !isWriting(drawer)) return;
  event.preventDefault();
  close();
});

drawer.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-drawer-close]")) return;
  event.preventDefault();
  close();
});

drawer.addEventListener("close", (event) => {
  if (event.target !== drawer) return;
  body.replaceChildren();
  const last = shown;
  shown = "";
  if (named()) history.state?.drawer ? history.back() : history.replaceState(null, "", naming(""));
  // The chip may have been drawn anew meanwhile.
  if (document.activeElement === document.body) chipOf(last)?.focus();
});

function chipOf(id) {
  const chips = document.querySelectorAll(`[data-move-url$="/items/${id}/move"]`);
  return [...chips].find((chip) => chip.getClientRects().length);
}

drawer.addEventListener("arrived", reloadDrawer);

whenMoved((move, version) => {
  if (!drawer.open || !move.includes(`/items/${shown}/`)) return;
  if (!isWriting(drawer)) return reloadDrawer();
  // One's own move does not stand between one's words and their saving.
  drawer.querySelectorAll("input[name=version]").forEach((field) => {
    field.value = version;
  });
});

addEventListener("popstate", async () => {
  if (named() === shown && drawer.open) return;
  if (drawer.open && !(await stays())) return drawer.close();
  if (named() && !drawer.open) load(named());
});

/** Back was pressed while words are unsaved: the address goes back to them until the answer is there. */
async function stays() {
  if (!isWriting(drawer)) return false;
  history.pushState({ drawer: true }, "", naming(shown));
  return !(await ask(words.unsaved, words.discard));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openDrawer(link.href);
});

if (named()) load(named());
