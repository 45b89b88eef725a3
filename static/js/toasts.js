const STAY = { success: 5000, info: 6000, warning: 12000 };

const shelf = () => {
  const shelf = document.getElementById("toasts");
  // A modal dialog makes the rest of the page inert, so its toasts live inside it.
  (document.querySelector("dialog:modal") ?? document.body).append(shelf);
  return shelf;
};

/** Show a message. Errors stay until they are closed; an `action` is a button such as Undo. */
export function toast(text, { kind = "info", action = null } = {}) {
  const item = document.getElementById(`toast-${kind}`).content.firstElementChild.cloneNode(true);
  item.querySelector("p").textContent = text;
  if (action) offer(item, action);
  shelf().append(item);
  leaveLater(item);
  return item;
}

function offer(item, { label, run }) {
  const button = item.querySelector(".toast-action");
  button.textContent = label;
  button.hidden = false;
  button.addEventListener("click", () => {
    item.remove();
    run();
  });
}

function leaveLater(item) {
  const stay = STAY[item.dataset.kind];
  if (!stay) return;
  let timer = setTimeout(() => item.remove(), stay);
  item.addEventListener("pointerenter", () => clearTimeout(timer));
  item.addEventListener("focusin", () => clearTimeout(timer));
  item.addEventListener("pointerleave", () => {
    timer = setTimeout(() => item.remove(), stay);
  });
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".toast-item").remove();
});

document.addEventListener("toast", ({ detail }) => toast(detail.text, { kind: detail.kind }));

document.querySelectorAll("#toasts .toast-item").forEach(leaveLater);
