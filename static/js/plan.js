const form = document.querySelector(".plan-main");
const boxes = () => [...form.querySelectorAll("input[name=slot]")];

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  const label = form.querySelector("[data-plan-accept]");
  if (!label) return;
  label.textContent = label.dataset.planAccept.replace("{count}", chosen);
  label.closest("button").disabled = chosen === 0;
}

function allOrNone() {
  const checked = boxes().some((box) => !box.checked);
  boxes().forEach((box) => {
    box.checked = checked;
  });
  count();
}

if (form) {
  const all = form.querySelector("[data-plan-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", allOrNone);
  }
  form.addEventListener("change", count);
  count();
}
