const SECOND = 1000;

/** Count down in sight, then go. Whoever is about to press the button has all the time they need. */
function countDown(form) {
  let left = Number(form.dataset.undo);
  const timer = setInterval(() => {
    if (form.matches(":focus-within") || form.dataset.sent) return;
    left -= 1;
    form.querySelector("[data-undo-left]").textContent = left;
    if (left > 0) return;
    clearInterval(timer);
    form.remove();
  }, SECOND);
}

document.querySelectorAll("form[data-undo]").forEach(countDown);
