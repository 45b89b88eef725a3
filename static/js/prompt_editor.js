// Line numbers beside the text, wrapped lines included, and the way from a fault to its line.
const box = document.querySelector("[data-numbered]");
const text = box.querySelector("textarea");
const faulty = new Set(box.dataset.faulty.split(" ").filter(Boolean).map(Number));
const numbers = document.createElement("div");
numbers.className = "line-numbers";
numbers.setAttribute("aria-hidden", "true");
box.prepend(numbers);
box.classList.add("numbered-ready");

function number() {
  const lines = text.value.split("\n");
  while (numbers.childElementCount > lines.length) numbers.lastElementChild.remove();
  lines.forEach((line, place) => {
    const row = numbers.children[place] ?? numbers.appendChild(document.createElement("span"));
    if (row.textContent !== line) row.textContent = line;
    row.classList.toggle("line-faulty", faulty.has(place + 1));
  });
}

function show(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  numbers.children[line - 1]?.scrollIntoView({ block: "center" });
}

let waiting = 0;
text.addEventListener("input", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(number);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link || link.dataset.line === "0") return;
  event.preventDefault();
  show(Number(link.dataset.line));
});

number();
