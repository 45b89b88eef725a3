import { problemText } from "./problems.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

/**
 * Ask the service as JSON with the form token added. A problem or a lost connection becomes a toast.
 * `body` is a plain object or FormData; the caller tells problems of the statuses in `told`.
 */
export async function send(url, { method = "POST", body = null, told = [] } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": document.body.dataset.csrf };
  const form = body instanceof FormData;
  if (body && !form) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(url, { method, headers, body: body && (form ? body : JSON.stringify(body)) });
    return await read(response, told);
  } catch {
    toast(words.offline, { kind: "error" });
    return { ok: false, status: 0, data: null };
  }
}

async function read(response, told) {
  const text = await response.text();
  if (!response.ok && !told.includes(response.status)) toast(problemText(text) || words.offline, { kind: "error" });
  const isJson = response.headers.get("Content-Type")?.includes("json");
  return { ok: response.ok, status: response.status, data: isJson && text ? JSON.parse(text) : null };
}
