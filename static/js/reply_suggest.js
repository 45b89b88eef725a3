import { send } from "./requests.js";

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

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-taken]");
  if (button && form) note(button);
});

// The keyboard goes where the answer stands, so that 1, 2 and 3 copy; a blank that is being filled keeps it.
document.addEventListener("htmx:after:swap", () => {
  const first = document.querySelector("#suggested [data-refill]");
  if (document.activeElement === message) (first ?? document.getElementById("suggested"))?.focus();
});

function ask(event) {
  event?.preventDefault();
  form.requestSubmit();
}

/** Which template was taken for a message counts for the ranking; the message itself is not told. */
function note(button) {
  const { taken, key, edited = 0 } = button.dataset;
  const body = new FormData();
  for (const [name, value] of Object.entries({ template: taken, key, edited, state: form.elements.state.value })) body.append(name, value);
  send(form.dataset.takenUrl, { body });
}
