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

// Its keys say what became of the answer from now on: 1, 2 and 3 copy no more, and no other answer waits for them.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-taken]");
  if (!button) return;
  document.querySelectorAll(".outcome-slot").forEach((slot) => slot.replaceChildren());
  document.querySelectorAll("[data-taken]").forEach((other) => {
    delete other.dataset.shortcut;
    other.querySelector("kbd")?.remove();
  });
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
