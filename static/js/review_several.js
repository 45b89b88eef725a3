const ticks = () => [...document.querySelectorAll(".queue-tick")];

function count() {
  const ticked = ticks().filter((tick) => tick.checked).length;
  const button = document.querySelector("[data-ticked]");
  if (!button) return;
  button.disabled = ticked === 0;
  button.querySelector("[data-ticked-count]").textContent = ticked;
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-tick-clean]")) return;
  const clean = ticks().filter((tick) => "clean" in tick.dataset);
  const all = clean.every((tick) => tick.checked);
  clean.forEach((tick) => { tick.checked = !all; });
  count();
});

document.addEventListener("change", ({ target }) => target.matches(".queue-tick") && count());
addEventListener("pageshow", count);
