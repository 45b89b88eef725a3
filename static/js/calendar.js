import "./calendar_drawer.js";
import "./calendar_move_dialog.js";
import "./calendar_sending.js";
import { whenMoved } from "./calendar_moves.js";
import { markOverQuota } from "./calendar_quota.js";

const wide = matchMedia("(width >= 768px)");
const place = document.getElementById("calendar");
const balance = document.getElementById("balance");

// The list behind a drawn grid is for paper alone: it is fetched once things have settled.
const SETTLED = 1200;
let refreshing = 0;

function refreshAgenda() {
  window.htmx.ajax("GET", location.href, { target: "#agenda", select: "#agenda", swap: "outerHTML" });
}

whenMoved(() => {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, place?.dataset.drawn ? SETTLED : 0);
});

function refresh() {
  refreshAgenda();
  if (balance.open) showBalance();
}

async function showBalance() {
  await window.htmx.ajax("GET", balance.dataset.address, { target: "#balance-body", swap: "innerHTML" });
  markOverQuota(place, balance);
}

balance.addEventListener("toggle", () => balance.open && showBalance());
balance.open = wide.matches;

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

async function load(address) {
  const script = document.createElement("script");
  script.src = address;
  document.head.append(script);
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
  });
}

/** The grid is for screens with room for it; a phone reads the agenda and never loads it. */
async function draw() {
  if (!wide.matches || place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  if (!window.Temporal) await load(place.dataset.temporal);
  await load(place.dataset.fullcalendar);
  const { drawGrid } = await import("./calendar_grid.js");
  drawGrid(place);
  markOverQuota(place, balance);
}

if (place) {
  wide.addEventListener("change", draw);
  draw();
}
