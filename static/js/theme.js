// Runs before the first paint, so that nobody who chose dark sees a white flash.
(() => {
  const KEY = "qunbi.theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "system";
    } catch {
      return "system"; // a browser may forbid storage; the system's choice then holds
    }
  };

  const apply = () => {
    const choice = stored();
    const shown = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
    root.dataset.bsTheme = shown;
    root.dataset.colorScheme = shown;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try {
      localStorage.setItem(KEY, button.dataset.themeChoice);
    } catch {
      // Without storage the choice cannot be kept; the page stays as the system wants it.
    }
    apply();
  });

  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  apply();
})();
