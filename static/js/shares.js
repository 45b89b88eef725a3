// Says while one types how far the shares of each group are from a hundred; a group that may be empty is right so too.
function tell(group) {
  const typed = [...group.querySelectorAll("[data-share]")].map((input) => input.value);
  const total = typed.reduce((whole, part) => whole + (Number(part) || 0), 0);
  const isEmpty = "mayBeEmpty" in group.dataset && total === 0;
  const sum = group.querySelector("[data-share-sum]");
  sum.textContent = isEmpty ? "" : sum.dataset.words.replace("{sum}", total);
  sum.classList.toggle("wrong", !isEmpty && total !== 100);
}

const groups = document.querySelectorAll("[data-shares]");
for (const group of groups) {
  group.addEventListener("input", () => tell(group));
  tell(group);
}
