/** Mark the days on which the balance says that a group would get more than it may. */
export function markOverQuota(grid, balance) {
  grid?.querySelectorAll(".day-over").forEach((mark) => mark.remove());
  const sign = balance.querySelector("[data-over-sign]")?.dataset;
  if (!grid || !sign) return;
  const days = [...balance.querySelectorAll("[data-over]")].map((link) => link.dataset.over);
  for (const day of new Set(days)) {
    grid.querySelector(`[data-date="${day}"] .day-number`)?.before(markOf(sign));
  }
}

function markOf({ overSign, overName }) {
  const mark = document.createElement("span");
  mark.className = "day-sign day-over";
  mark.textContent = overSign;
  mark.title = overName;
  return mark;
}
