import { findingsIn, span } from "./editor_places.js";

// A field cannot hold marks, so the same words stand behind it, unseen but for the lines under what the checks speak of.

/** Draw the lines under every field of the form. */
export function underline(form) {
  form.querySelectorAll("textarea, input[type=text]").forEach(draw);
}

function draw(field) {
  const places = findingsIn(field).map((finding) => [...span(finding, field.value), finding.dataset.severity]);
  const cuts = [...new Set([0, field.value.length, ...places.flatMap(([start, end]) => [start, end])])];
  cuts.sort((one, other) => one - other);
  const pieces = cuts.slice(1).map((end, at) => piece(field.value, cuts[at], end, places));
  behind(field).replaceChildren(...pieces, "\u200b");
}

function piece(text, start, end, places) {
  const words = text.slice(start, end);
  const place = places.find(([from, to]) => from <= start && end <= to);
  if (!place) return words;
  const mark = document.createElement("mark");
  mark.className = `mark-${place[2]}`;
  mark.textContent = words;
  return mark;
}

function behind(field) {
  if (field.previousElementSibling?.matches(".behind")) return field.previousElementSibling;
  const frame = document.createElement("div");
  const layer = document.createElement("div");
  frame.className = "proof";
  layer.className = `behind${field.matches("textarea") ? "" : " behind-line"}`;
  layer.setAttribute("aria-hidden", "true");
  layer.lang = field.lang;
  field.replaceWith(frame);
  frame.append(layer, field);
  field.addEventListener("scroll", () => layer.scrollTo(field.scrollLeft, field.scrollTop));
  return layer;
}
