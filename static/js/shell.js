import "./dialogs.js";
import "./forms.js";
import "./downloads.js";
import "./copying.js";
import "./palette.js";
import "./problems.js";
import "./shortcuts.js";
import "./toasts.js";

// A menu closes like every other menu: by a click elsewhere or by Escape, which gives the focus back.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(target) || target.closest(".menu-list a, .menu-list button")) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  document.querySelectorAll("[data-ctrl-key]").forEach((cap) => {
    cap.textContent = cap.textContent.replace("Ctrl ", "⌘");
  });
}

// On a phone the tabs are wider than the screen: the one shown is brought into view, the page stays where it is.
document.querySelectorAll(".tabs").forEach((tabs) => {
  const shown = tabs.querySelector("[aria-current]");
  if (shown) tabs.scrollLeft = shown.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - shown.offsetWidth) / 2;
});

// On a phone a list beside a text shows its current entry only, until it is asked for all.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-unfold]");
  if (!button) return;
  const unfolded = button.closest(".pane-list").classList.toggle("unfolded");
  button.setAttribute("aria-expanded", String(unfolded));
});
