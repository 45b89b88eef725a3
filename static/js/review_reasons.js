import { typing } from "./shortcuts.js";

const dialog = () => document.getElementById("request-changes");

// R and G open the same dialog; which of them did says whether a new draft is ordered.
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-again]");
  const again = dialog()?.querySelector("[name=again]");
  if (opener && again) again.checked = opener.dataset.again === "yes";
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-reasons]");
  if (!form || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return form.requestSubmit();
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const choice = /^\d$/.test(event.key) && form.querySelector(`[data-number="${event.key}"]`);
  if (choice) choice.click();
});
