import { ask } from "./dialogs.js";
import { send } from "./requests.js";
import { shortcut } from "./shortcuts.js";
import { toast } from "./toasts.js";

/** The sentences of this page, in the reader's language. */
export const words = document.getElementById("calendar-words").dataset;

const gap = document.documentElement.lang === "en" ? " " : "";
const listeners = [];
let undo = null;

/** Call `listener` with the address of its move whenever a post may stand elsewhere than the page shows. */
export function whenMoved(listener) {
  listeners.push(listener);
}

const tell = ({ move }) => listeners.forEach((listener) => listener(move));

/**
 * Give a post another time: `slot` is the community's wall clock. Resolves to whether it stands there now; a refusal has
 * then been told as a toast. `post` holds move, version, instant and bound, as the feed and the agenda name them.
 */
export async function movePost(post, slot) {
  if (post.bound && !(await ask(words.bound, words.boundYes))) return false;
  const { ok, data } = await send(post.move, { body: { version: post.version, slot } });
  tell(post);
  if (!ok) return false;
  undo = canReturn(post) ? () => moveBack(post, data.version) : null;
  const action = undo && { label: words.undo, run: undoLast };
  toast([data.said, ...data.notes].join(gap), { kind: data.notes.length ? "warning" : "success", action });
  return true;
}

const canReturn = ({ instant }) => Boolean(instant) && new Date(instant) > new Date();

async function moveBack(post, version) {
  const { ok } = await send(post.move, { body: { version, slot: post.instant } });
  tell(post);
  if (ok) toast(words.movedBack, { kind: "success" });
}

function undoLast() {
  const run = undo;
  undo = null;
  run?.();
}

shortcut("u", words.undo, undoLast);

/** Fetch the list of the page anew. */
export function refreshAgenda() {
  window.htmx.ajax("GET", location.href, { target: "#agenda", select: "#agenda", swap: "outerHTML" });
}
