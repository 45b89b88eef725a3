// Rows are added to the table of variables as they are needed; a matrix says how many templates it will make.
for (const table of document.querySelectorAll("[data-variables]")) {
  const more = table.querySelector("[data-add-variable]");
  more.hidden = false;
  more.addEventListener("click", () => {
    const rows = table.querySelectorAll("[data-variable]");
    const added = rows[rows.length - 1].cloneNode(true);
    for (const input of added.querySelectorAll("input")) input.value = "";
    for (const list of added.querySelectorAll("select")) list.selectedIndex = 0;
    for (const part of added.querySelectorAll("[aria-label]")) {
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+/, rows.length + 1));
    }
    rows[rows.length - 1].after(added);
    added.querySelector("input").focus();
  });
}

const matrix = document.querySelector("[data-matrix]");
if (matrix) {
  const size = matrix.querySelector("[data-matrix-size]");
  const most = Number(matrix.dataset.most);
  const ticked = (name) => matrix.querySelectorAll(`[name="${name}"]:checked`).length;
  const tell = () => {
    const count = ticked("scenarios") * Math.max(1, ticked("states")) * Number(matrix.elements.variants.value);
    size.textContent = count ? size.dataset.words.replace("{count}", count) : "";
    size.classList.toggle("over", count > most);
  };
  matrix.addEventListener("change", tell);
  tell();
}
