import { ask } from "./dialogs.js";
import { problemText } from "./problems.js";
import { send } from "./requests.js";
import { shortcut } from "./shortcuts.js";
import { toast } from "./toasts.js";

/** The sentences of this page, in the reader's language. */
export const words = document.getElementById("calendar-words").dataset;

const CONFLICT = 409;
const gap = document.documentElement.lang === "en" ? " " : "";
const listeners = [];
let undo = null;

/** Call `listener` with the address of its move, and the version it has now, whenever a post may stand elsewhere. */
export function whenMoved(listener) {
  listeners.push(listener);
}

/** Something was done to a post: what the page shows of it may be old. */
export function changed(move = "", version = 0) {
  listeners.forEach((listener) => listener(move, version));
}

/**
 * Give a post another time: `slot` is the community's wall clock. Resolves to whether it stands there now; a refusal has
 * then been told as a toast. `post` holds move, version, instant, pinned and bound, as the feed and the agenda name them.
 */
export async function movePost(post, slot) {
  if (post.bound && !(await ask(words.bound, words.boundYes))) return false;
  const { ok, status, data } = await send(post.move, { body: { version: post.version, slot }, told: [CONFLICT] });
  changed(post.move, data?.version);
  if (status === CONFLICT) overtaken(post, slot, data);
  if (!ok) return false;
  undo = canReturn(post) ? () => moveBack(post, data) : null;
  const action = undo && { label: words.undo, run: undoLast };
  toast([data.said, ...data.notes].join(gap), { kind: data.notes.length ? "warning" : "success", action });
  return true;
}

/** Somebody was faster. What was wanted is not lost: one press does it with the post as it is now. */
function overtaken(post, slot, data) {
  const { version, instant, pinned, bound } = data;
  const again = version && { label: words.moveAnyway, run: () => movePost({ ...post, version, instant, pinned, bound }, slot) };
  toast(problemText(JSON.stringify(data)), { kind: "error", action: again });
}

const canReturn = ({ instant }) => Boolean(instant) && new Date(instant) > new Date();

async function moveBack(post, { back, version }) {
  const body = { version, slot: post.instant, pinned: post.pinned ? "1" : "" };
  const { ok, data } = await send(back, { body });
  changed(post.move, data?.version);
  if (ok) toast([words.movedBack, ...data.notes].join(gap), { kind: "success" });
}

function undoLast() {
  const run = undo;
  undo = null;
  run?.();
}

shortcut("u", words.undo, undoLast);
