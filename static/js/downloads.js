import { toast } from "./toasts.js";

// A form marked data-download answers with a file. The page then moves on to where the file is written down,
// or stays where nothing but the audit trail tells of it;
// without scripts the browser takes the file and the page stays as it is. Loaded after forms.js, which keeps a second
// press from asking again.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-download]") || event.defaultPrevented) return;
  event.preventDefault();
  try {
    await take(form);
  } catch {
    toast(form.dataset.failed, { kind: "error" });
    rest(form);
  }
});

async function take(form) {
  const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
  // A refusal is a page: let the browser send the form itself and show it.
  if (!response.ok || !response.headers.has("Content-Disposition")) return form.submit();
  save(await response.blob(), name(response));
  const record = response.headers.get("Content-Location");
  record ? location.assign(record) : rest(form);
}

function rest(form) {
  form.removeAttribute("aria-busy");
  delete form.dataset.sent;
}

function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
}

function name(response) {
  return response.headers.get("Content-Disposition").match(/filename="?([^";]+)/)[1];
}
