import { copied } from "./reply_desk_copy.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

const form = document.querySelector("[data-suggest]");
const message = form?.querySelector("textarea");

message?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) ask(event);
});

// Whoever pastes into the empty field wants the answer, not another key.
message?.addEventListener("paste", () => {
  if (!message.value.trim()) setTimeout(ask);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-refill]")) form?.requestSubmit();
});

// The service is asked before anything is copied: what lost its approval since the page was shown stays here. Its keys
// say what became of the answer from then on, and no other answer waits for them.
let taken = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-taken]");
  if (!button) return;
  taken = button;
  document.querySelectorAll(".outcome-slot").forEach((slot) => slot.replaceChildren());
});

document.addEventListener("htmx:after:swap", async () => {
  const told = document.querySelector("[data-just-taken]");
  if (!told || !taken) return;
  told.removeAttribute("data-just-taken");
  const done = await copied({ "text/plain": taken.dataset.words });
  toast(done ? words.copied : words.notCopied, { kind: done ? "success" : "warning" });
});

// The keyboard goes to the next open blank, and with none left to the answer, where 1, 2 and 3 copy.
document.addEventListener("htmx:after:swap", () => {
  const active = document.activeElement;
  const blanks = [...document.querySelectorAll("#suggested [data-refill=open]")].filter((field) => field.checkVisibility());
  if (active !== message && !active.matches("[data-refill]")) return;
  if (!blanks.includes(active)) (blanks[0] ?? document.getElementById("suggested"))?.focus();
});

function ask(event) {
  event?.preventDefault();
  form.requestSubmit();
}
