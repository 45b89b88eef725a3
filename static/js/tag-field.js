// Turns a box of one tag a line into chips. The textarea stays what is sent, and what is used without this script.
const field = document.querySelector("[data-tag-field]");
const text = field.querySelector("textarea");
const box = document.createElement("div");
const input = document.createElement("input");
const nudge = document.createElement("p");

const tags = () => text.value.split("\n").map((line) => line.trim()).filter(Boolean);
const parts = (tag) => tag.replace("：", ":").split(/:(.*)/s);

function keep(list) {
  text.value = [...new Set(list)].join("\n");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  draw();
}

function add(typed) {
  const tag = typed.trim().replace("：", ":");
  if (!tag) return;
  if (!/^[^\s:]+:\S/.test(tag)) return say(field.dataset.invalid, "invalid");
  input.value = "";
  keep([...tags(), tag]);
}

function draw() {
  box.querySelectorAll(".tag").forEach((chip) => chip.remove());
  for (const tag of tags()) input.before(chip(tag));
  const kinds = new Set(tags().map((tag) => parts(tag)[0])).size;
  say((kinds < 3 ? field.dataset.coarse : field.dataset.fine).replace("{count}", kinds), kinds < 3 ? "coarse" : "");
}

function chip(tag) {
  const made = document.createElement("span");
  const space = document.createElement("span");
  const remove = document.createElement("button");
  const [namespace, name = ""] = parts(tag);
  made.className = "tag";
  space.className = "tag-space";
  space.textContent = namespace;
  remove.type = "button";
  remove.textContent = "×";
  remove.setAttribute("aria-label", field.dataset.remove.replace("{tag}", tag));
  remove.addEventListener("click", () => { keep(tags().filter((other) => other !== tag)); input.focus(); });
  made.append(space, name, remove);
  return made;
}

function say(words, kind) {
  nudge.textContent = words;
  nudge.className = `tag-nudge ${kind}`;
}

input.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (["Enter", ",", "，"].includes(event.key)) {
    event.preventDefault();
    add(input.value);
  } else if (event.key === "Backspace" && !input.value) {
    keep(tags().slice(0, -1));
  }
});
input.addEventListener("change", () => add(input.value));
input.setAttribute("list", "known-tags");
input.setAttribute("aria-label", field.dataset.label);
input.setAttribute("aria-describedby", text.getAttribute("aria-describedby") ?? "");
input.id = text.id;
text.removeAttribute("id");
input.placeholder = field.dataset.label;
input.autocomplete = "off";
box.className = "tag-box";
nudge.setAttribute("aria-live", "polite");
box.append(input);
text.hidden = true;
text.removeAttribute("data-lines-count");
text.nextElementSibling?.matches(".field-count") && text.nextElementSibling.remove();
text.before(box, nudge);
// What was typed and not yet taken as a tag goes along, so that a mistake is named and not lost.
text.form.addEventListener("submit", () => { if (input.value.trim()) text.value += `\n${input.value}`; });
draw();
