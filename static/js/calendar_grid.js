import { openDrawer } from "./calendar_drawer.js";
import { movePost, whenMoved, words } from "./calendar_moves.js";
import { send } from "./requests.js";
import { typing } from "./shortcuts.js";

const VIEWS = { month: "dayGridMonth", week: "timeGridWeek" };
const CHIP = ".calendar-event[data-move]";
let moved = "";

/**
 * Draw the grid of `place`. Its clock is the community's wall clock, handed over as if it were UTC, so that no browser's
 * own zone moves a post.
 */
export function drawGrid(place) {
  const { view, date, now } = place.dataset;
  const occasions = JSON.parse(place.dataset.occasions);
  const signs = JSON.parse(place.dataset.signs);
  const room = Math.max(600, innerHeight - place.getBoundingClientRect().top - 24);
  const calendar = new window.FullCalendar.Calendar(place, {
    initialView: VIEWS[view],
    initialDate: date,
    timeZone: "UTC",
    now,
    locale: document.documentElement.lang === "en" ? "en" : "zh-cn",
    firstDay: 1,
    headerToolbar: false,
    height: view === "week" ? room : "auto",
    aspectRatio: 12,
    fixedWeekCount: false,
    dayMaxEvents: 3,
    dayRowClass: "calendar-week",
    moreLinkText: (count) => words.more.replace("{count}", count),
    moreLinkHint: (count) => words.more.replace("{count}", count),
    closeHint: words.close,
    popoverClass: "calendar-popover",
    moreLinkClick: () => {
      setTimeout(() => document.querySelector(".calendar-popover")?.scrollIntoView({ block: "nearest" }));
      return "popover";
    },
    slotDuration: "00:30",
    snapDuration: "00:05",
    scrollTime: "08:00",
    slotHeaderFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    nowIndicator: true,
    allDayText: words.allDay,
    timedText: words.hours,
    defaultTimedEventDuration: "00:50",
    eventDurationEditable: false,
    eventDisplay: "block",
    eventColor: "transparent",
    eventInteractive: true,
    slotEventOverlap: false,
    eventOrder: "-allDay,start,title",
    events: ({ startStr, endStr }) => posts(place.dataset.feed, startStr, endStr),
    eventSources: [{ events: JSON.parse(place.dataset.bands), editable: false }],
    eventClass: ({ event }) => (event.allDay ? bandClass(event.extendedProps) : "calendar-event"),
    eventContent: ({ event }) => ({ domNodes: [event.allDay ? band(event) : chip(event)] }),
    eventDidMount: ({ el, event }) => mark(el, event),
    dayCellTopContent: ({ date: day, text, isToday }) => ({ domNodes: dayTop(text.replace("日", ""), occasions[iso(day)], isToday, signs[iso(day)]) }),
    dayCellDidMount: ({ el, date: day }) => nameDay(el, occasions[iso(day)], signs[iso(day)]),
    dayHeaderDidMount: ({ el }) => nameDay(el),
    dayHeaderContent: ({ date: day, text, isToday }) => ({ domNodes: view === "week" ? dayTop(text, occasions[iso(day)], isToday, signs[iso(day)]) : dayTop(text) }),
    eventClick: ({ event, jsEvent }) => {
      if (event.allDay) return;
      jsEvent.preventDefault();
      openDrawer(event.extendedProps.drawer);
    },
    eventDrop: ({ event, revert }) => drop(event, revert),
    dateClick: ({ dateStr }) => startPost(place.dataset, dateStr),
  });
  calendar.render();
  // What scrolls on its own must be within reach of the keyboard in a week without posts too.
  const lane = place.querySelector("[style*='auto'] [role=gridcell]");
  if (lane) lane.tabIndex = 0;
  // A heading without words of its own is none to assistive tools.
  place.querySelectorAll("[role=rowheader][aria-label]:empty").forEach((head) => head.append(part("visually-hidden", head.getAttribute("aria-label"))));
  whenMoved((move) => {
    moved = move;
    calendar.refetchEvents();
  });
  document.addEventListener("keydown", (event) => walk(place, event));
}

const iso = (day) => day.toISOString().slice(0, 10);
const wallClock = (event) => event.startStr.slice(0, 16);

async function posts(feed, start, end) {
  const address = new URL(feed, location.href);
  address.searchParams.set("start", start.slice(0, 10));
  address.searchParams.set("end", end.slice(0, 10));
  const { ok, data } = await send(address, { method: "GET" });
  return ok ? data : [];
}

function part(name, text, tag = "span") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function chip(event) {
  const { tone, state, form, persona, late } = event.extendedProps;
  const box = part(`chip persona-${tone} state-${state.replaceAll("_", "-")}`, "", "div");
  const line = part("chip-line", "");
  const glyph = document.getElementById(`glyph-${state}`).content.cloneNode(true);
  const overdue = late ? [document.getElementById("glyph-late").content.cloneNode(true)] : [];
  line.append(part("chip-time", wallClock(event).slice(11)), part("chip-form", form), part("visually-hidden", persona), ...overdue, glyph);
  box.title = `${event.title} · ${persona}`;
  box.append(part("chip-title", event.title), line);
  return box;
}

function band(event) {
  const bar = part("band-name", event.title);
  bar.title = `${event.extendedProps.called}: ${event.title}`;
  bar.prepend(part("visually-hidden", `${event.extendedProps.called}: `));
  return bar;
}

function bandClass({ kind, tone }) {
  return `calendar-band band-${kind}${tone === null ? "" : ` persona-${tone}`}`;
}

function mark(element, event) {
  if (event.allDay) return;
  const { move, version, instant, bound, pinned } = event.extendedProps;
  const data = { move: "", moveUrl: move, version, instant, start: wallClock(event) };
  // Who moves by keyboard goes on from where the post stands now.
  if (move === moved) setTimeout(() => document.activeElement === document.body && element.focus());
  Object.assign(element.dataset, data, event.startEditable ? { movable: "" } : {}, bound ? { bound: "" } : {}, pinned ? { pinned: "" } : {});
}

function dayTop(number, names, isToday = false, signs = []) {
  const festivals = (names ?? []).map((name) => part("festival", name));
  return [...signs.map(sign), ...festivals, part(isToday ? "day-number day-today" : "day-number", number)];
}

function sign({ kind, sign: text, name }) {
  const mark = part(`day-sign day-${kind}`, text);
  mark.title = name;
  return mark;
}

/** A cell is named by its whole content: a label of its own would hide the festival and the posts from assistive tools. */
function nameDay(cell, names = [], signs = []) {
  if (signs.some(({ kind }) => kind === "blackout")) cell.dataset.quiet = "";
  const label = cell.getAttribute("aria-label");
  if (!label) return;
  cell.removeAttribute("aria-label");
  const marked = signs.map(({ sign: text, name }) => `${text} ${name}`.trim());
  cell.prepend(part("visually-hidden", [label, ...marked, ...names].join(" ")));
}

async function drop(event, revert) {
  const { move, version, instant, bound, pinned } = event.extendedProps;
  if (!(await movePost({ move, version, instant, bound, pinned }, wallClock(event)))) revert();
}

function startPost({ new: address, now }, date) {
  if (!address || date.slice(0, 10) < now.slice(0, 10)) return;
  const name = date.length > 10 ? "slot" : "date";
  location.assign(`${address}?${name}=${date.slice(0, 16)}`);
}

/** Arrow keys go from post to post, in the order of time. */
function walk(place, event) {
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  const inGrid = place.contains(document.activeElement);
  if (!step || typing(event) || event.defaultPrevented || document.querySelector("dialog:modal")) return;
  if (!inGrid && (document.activeElement !== document.body || !event.key.match(/Left|Right/))) return;
  const chips = [...place.querySelectorAll(CHIP)].sort((a, b) => a.dataset.start.localeCompare(b.dataset.start));
  const next = chips[chips.indexOf(document.activeElement.closest(CHIP)) + step] ?? chips[0];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
