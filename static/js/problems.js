import { toast } from "./toasts.js";
import { words } from "./words.js";

/** What a refused request says: problem JSON, a problem fragment, or a whole error page. Empty when it is neither. */
export function problemText(body) {
  try {
    const problem = JSON.parse(body);
    return [problem.title, problem.detail].filter(Boolean).join(" — ");
  } catch {
    const page = new DOMParser().parseFromString(body, "text/html");
    return page.querySelector("[data-problem-text]")?.textContent.trim() ?? "";
  }
}

// A problem is told and changes nothing; a form that came back with its errors swaps as usual.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const text = problemText(ctx.text);
  if (!text && ctx.response.status === 422) return;
  ctx.swap = "none";
  toast(text || words.offline, { kind: "error" });
});

document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx) toast(words.offline, { kind: "error" });
});
