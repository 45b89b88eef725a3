const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll("[data-choices] input[name=item]")];
const note = document.querySelector("[data-chosen]");

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  note.textContent = note.dataset.words.replace("{chosen}", chosen).replace("{all}", boxes.length);
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && !all.checked;
}

function chooseAll() {
  boxes.forEach((box) => {
    box.checked = all.checked;
  });
}

if (all) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", chooseAll);
  document.addEventListener("change", tell);
  tell();
}
