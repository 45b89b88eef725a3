// A claim ends by itself; leaving the page ends it at once, so that nobody waits for a text that is free.
addEventListener("pagehide", () => {
  const address = document.getElementById("claim")?.dataset.release;
  const own = document.querySelector("#claim .claim-own");
  if (!address || !own) return;
  fetch(address, { method: "POST", headers: { "X-CSRFToken": document.body.dataset.csrf }, keepalive: true }).catch(() => {});
});
