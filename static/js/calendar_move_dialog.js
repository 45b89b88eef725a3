import { movePost, words } from "./calendar_moves.js";
import { shortcut, typing } from "./shortcuts.js";
import { toast } from "./toasts.js";

const dialog = document.getElementById("move");
const form = dialog.querySelector("[data-move-form]");
const field = form.elements.slot;
const drawer = document.getElementById("drawer");
let moving = null;

/** Ask for a new time for a post; see `movePost` for what a post is. */
export function openMove(post) {
  if (!post.movable) return toast(words.fixed, { kind: "info" });
  moving = post;
  dialog.querySelector("[data-move-name]").textContent = post.name;
  field.value = post.start;
  if (!dialog.open) dialog.showModal();
  field.focus();
}

function described(element) {
  const { moveUrl, version, instant, start, name, pinned } = element.dataset;
  const title = name ?? element.querySelector(".chip-title, .agenda-title")?.textContent ?? "";
  const { movable, bound } = element.dataset;
  return { move: moveUrl, version: Number(version), instant, start, name: title, movable: movable !== undefined, bound: bound !== undefined, pinned: pinned !== undefined };
}

function shift(minutes) {
  // The wall clock is counted as if it were UTC: what it means is the service's business.
  const moved = new Date(`${field.value}Z`);
  if (Number.isNaN(moved.getTime())) return;
  moved.setUTCMinutes(moved.getUTCMinutes() + minutes);
  field.value = moved.toISOString().slice(0, 16);
}

dialog.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-shift]");
  if (button) shift(Number(button.dataset.shift));
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  dialog.close();
  await movePost(moving, field.value);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-move-now]");
  if (button) openMove(described(button));
});

function chosen() {
  if (drawer.open) return drawer.querySelector("[data-move-now]");
  return document.activeElement?.closest("[data-move]");
}

shortcut("m", words.move, () => {
  const element = chosen();
  if (element) openMove(described(element));
  else toast(words.choose, { kind: "info" });
});

// The list of shortcuts rests while a dialog is open; the drawer's own key does not.
drawer.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "m" || typing(event) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const button = drawer.querySelector("[data-move-now]");
  if (button) openMove(described(button));
});
