// Says while one types how far five shares are from a hundred.
const sum = document.querySelector("[data-share-sum]");

function tell() {
  const numbers = [...document.querySelectorAll("[data-share]")].map((input) => Number(input.value) || 0);
  const total = numbers.reduce((whole, part) => whole + part, 0);
  sum.textContent = sum.dataset.words.replace("{sum}", total);
  sum.classList.toggle("wrong", total !== 100);
}

document.addEventListener("input", ({ target }) => target.matches("[data-share]") && tell());
tell();
