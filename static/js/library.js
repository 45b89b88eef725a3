// Ticking rows of the library: all of the page at once, and how many there are.
const form = document.querySelector("[data-bulk]");
const all = document.querySelector("[data-tick-all]");
const rows = [...document.querySelectorAll('input[name="item"]')];
const note = form?.querySelector("[data-ticked]");

function tell() {
  if (!note || form.elements.all) return;
  const ticked = rows.filter((row) => row.checked).length;
  note.textContent = ticked ? note.dataset.ticked.replace("{count}", ticked) : note.dataset.none;
  form.classList.toggle("bulk-ready", ticked > 0);
  all.checked = ticked === rows.length;
  all.indeterminate = ticked > 0 && ticked < rows.length;
}

all?.addEventListener("change", () => {
  for (const row of rows) row.checked = all.checked;
  tell();
});

// With Shift, everything between this tick and the last one.
let last = null;
for (const row of rows) {
  row.addEventListener("click", (event) => {
    if (event.shiftKey && last) {
      const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
      for (const between of rows.slice(from, to + 1)) between.checked = row.checked;
    }
    last = row;
    tell();
  });
}

addEventListener("pageshow", tell);
