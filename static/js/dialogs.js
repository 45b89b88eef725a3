import { words } from "./words.js";

/** Ask a yes-or-no question in the page's own dialog; Escape means no. */
export function ask(question, yes = words.yes) {
  const dialog = document.getElementById("ask");
  dialog.querySelector(".ask-question").textContent = question;
  dialog.querySelector("[data-ask-yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) open(document.getElementById(opener.dataset.open));
  if (event.target.matches("dialog[open]") && outside(event)) leave(event.target);
});

function open(dialog) {
  if (dialog?.open) return;
  document.querySelector("[popover]:popover-open")?.hidePopover();
  dialog?.showModal();
}

/** As Escape does: a dialog with something to lose may stay. */
function leave(dialog) {
  if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
}

function outside({ target, clientX: x, clientY: y }) {
  const box = target.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

// A form that came back with its errors shows them where it was filled in.
open(document.querySelector("dialog[data-opened]"));

// Asking comes before everything else that listens to the same event, hence the capture phase.
document.addEventListener("submit", (event) => withConsent(event, event.target, () => {
  event.target.requestSubmit(event.submitter);
}), true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (link) withConsent(event, link, () => link.click());
}, true);

async function withConsent(event, element, go) {
  if (!element.dataset.confirm || element.dataset.consented) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(element.dataset.confirm, element.dataset.confirmYes))) return;
  element.dataset.consented = "yes";
  go();
  delete element.dataset.consented;
}
