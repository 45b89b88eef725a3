// Places of findings are counted in characters as people see code points; a field counts in UTF-16 units.
const units = (text, characters) => [...text].slice(0, characters).join("").length;

/** The part of a field a finding is about, in UTF-16 units. */
export function span(finding, text) {
  return [units(text, Number(finding.dataset.start)), units(text, Number(finding.dataset.end))];
}

/** The findings that stand in `field`, as the list beside the text has them. */
export function findingsIn(field) {
  return [...document.querySelectorAll(`#checks [data-place="${field.name}"]`)];
}

/** Light up the findings the cursor stands in. */
export function locate(form) {
  const field = document.activeElement;
  document.querySelectorAll("#checks .finding-here").forEach((finding) => finding.classList.remove("finding-here"));
  if (field?.form !== form || field.selectionStart == null) return;
  findingsIn(field).filter((finding) => holds(finding, field)).forEach((finding) => finding.classList.add("finding-here"));
}

function holds(finding, field) {
  const [start, end] = span(finding, field.value);
  return start <= field.selectionStart && field.selectionEnd <= end;
}

document.addEventListener("click", ({ target }) => {
  const finding = target.closest?.("[data-jump]")?.closest("[data-place]");
  if (finding) show(finding);
});

function show(finding) {
  const field = document.getElementById("copy-form").elements[finding.dataset.place];
  field.closest("details:not([open])")?.setAttribute("open", "");
  field.focus();
  field.setSelectionRange(...span(finding, field.value));
  field.scrollIntoView({ block: "center" });
}
