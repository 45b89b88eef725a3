const ADDRESS = /https?:\/\/[^\s<>"'，。；、）】」]+/g;

/** The text as paragraphs, line breaks and links, for editors that keep them. */
export function asHtml(text) {
  const page = document.implementation.createHTMLDocument("");
  text.trim().split(/\n\s*\n/).forEach((part) => {
    const paragraph = page.createElement("p");
    part.split("\n").forEach((line, at) => paragraph.append(...(at ? [page.createElement("br")] : []), ...linked(line, page)));
    page.body.append(paragraph);
  });
  return page.body.innerHTML;
}

function* linked(line, page) {
  let at = 0;
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    const link = page.createElement("a");
    link.href = link.textContent = address;
    yield line.slice(at, index);
    yield link;
    at = index + address.length;
  }
  yield line.slice(at);
}

/** Put the field's text on the clipboard, and what became of that into `note`; where the browser refuses, the text is
 * left selected. */
export async function copyField(field, note, { rich = false } = {}) {
  const kinds = { "text/plain": field.value, ...(rich && { "text/html": asHtml(field.value) }) };
  const done = await copied(kinds);
  if (!done) {
    field.focus();
    field.select();
  }
  note.textContent = note.dataset[done ? (rich ? "rich" : "plain") : "refused"];
  note.classList.toggle("copy-refused", !done);
}

/** Whether the texts, by their media types, are on the clipboard now. */
export async function copied(kinds) {
  return (await byClipboard(kinds)) || byCommand(kinds);
}

async function byClipboard(kinds) {
  try {
    const blobs = Object.entries(kinds).map(([kind, text]) => [kind, new Blob([text], { type: kind })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return false;
  }
}

/** What browsers without the Clipboard API, or pages without TLS, still have. */
function byCommand(kinds) {
  const give = (event) => {
    event.preventDefault();
    Object.entries(kinds).forEach(([kind, text]) => event.clipboardData.setData(kind, text));
  };
  document.addEventListener("copy", give, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", give);
  return done;
}
