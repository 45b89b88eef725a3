const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");

/** Show one post beside the calendar; a refusal is told as a toast and opens nothing. */
export async function openDrawer(address) {
  body.replaceChildren();
  await window.htmx.ajax("GET", address, { target: "#drawer-body", swap: "innerHTML" });
  if (body.childElementCount && !drawer.open) drawer.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openDrawer(link.href);
});
