import { openEditor, place } from "./editor.js";
import { reloadDrawer } from "./calendar_drawer.js";
import { changed } from "./calendar_moves.js";
import { problemText } from "./problems.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

// Forms in the drawer are the forms of the item's own page. Here they are sent without leaving the calendar: what was
// done shows in the drawer anew, what was refused comes back with every word that was typed.
const drawer = document.getElementById("drawer");

drawer.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  event.preventDefault();
  if (!form.hasAttribute("aria-busy")) send(form, event.submitter);
});

async function send(form, button) {
  form.setAttribute("aria-busy", "true");
  try {
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const headers = { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true" };
    const response = await fetch(address, { method: "POST", headers, body: new FormData(form, button), redirect: "manual" });
    await take(response);
  } catch {
    toast(words.offline, { kind: "error" });
  } finally {
    form.removeAttribute("aria-busy");
  }
}

async function take(response) {
  if (response.type === "opaqueredirect" || response.ok) {
    changed();
    return reloadDrawer();
  }
  const text = await response.text();
  const problem = problemText(text);
  if (problem) return toast(problem, { kind: "error" });
  takeBack(new DOMParser().parseFromString(text, "text/html"));
}

/** The page of the item with everything typed: its editor takes the place of the one here. */
function takeBack(page) {
  place(["item-notices", "copy-form", "checks"].map((id) => page.getElementById(id)).filter(Boolean));
  openEditor();
  drawer.scrollTop = 0;
  drawer.querySelector("[data-error-summary]")?.focus();
}
