// The changes of a proposal: ticked one by one, or by kind, source and month. A group's box shows how its members stand.
const form = document.querySelector(".plan-main");
const boxes = form ? [...form.querySelectorAll("input[name=slot]")] : [];
const groups = form ? [...form.querySelectorAll("[data-ticks]")] : [];

const membersOf = ({ dataset }) => (dataset.ticks ? boxes.filter((box) => box.dataset[dataset.ticks] === dataset.ticked) : boxes);

function show() {
  for (const group of groups) {
    const members = membersOf(group);
    const ticked = members.filter((box) => box.checked).length;
    group.checked = ticked === members.length;
    group.indeterminate = ticked > 0 && ticked < members.length;
  }
  count(boxes.filter((box) => box.checked).length);
}

function count(ticked) {
  const label = form.querySelector("[data-plan-accept]");
  label.textContent = label.dataset.planAccept.replace("{count}", ticked);
  label.closest("button").disabled = ticked === 0;
}

function tick({ target }) {
  if (target.dataset.ticks !== undefined) {
    for (const box of membersOf(target)) box.checked = target.checked;
  }
  show();
}

if (boxes.length) {
  form.querySelector("[data-plan-groups]").hidden = false;
  for (const group of groups) group.hidden = false;
  form.addEventListener("change", tick);
  show();
}
