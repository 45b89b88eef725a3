import "./review_claim.js";
import "./review_several.js";
import "./review_undo.js";

// The open text stands in sight in a long queue.
document.querySelector(".queue-entry[aria-current]")?.scrollIntoView({ block: "nearest" });

// Whoever opened the editor wants to write: the first line carries most.
document.querySelector(".desk-editor #hook")?.focus();
