"use strict";

// Index: sort, filter and unfold the calls. Call: listen from any word. Without JavaScript all is still readable.

const PAGE = 200;
const LEAD_IN_MS = 300;

function cellValue(row, column, kind) {
  const cell = row.cells[column];
  if (kind === "text" || !cell) return cell ? cell.textContent.trim() : "";
  const value = cell.dataset.value;
  return value === undefined || value === "" || value === "None" ? null : Number(value);
}

function compare(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null); // unknown last, either way
  if (typeof a === "string") return direction * a.localeCompare(b, "zh", { numeric: true });
  return direction * (a - b);
}

function sortable(table, whenSorted) {
  for (const head of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      const body = table.tBodies[0];
      const keyed = [...body.rows].map((row) => [cellValue(row, head.cellIndex, head.dataset.sort), row]);
      keyed.sort((x, y) => compare(x[0], y[0], direction));
      body.append(...keyed.map((pair) => pair[1]));
      whenSorted();
    });
  }
}

function callList(table) {
  const rows = () => [...table.tBodies[0].rows];
  const search = document.getElementById("search");
  const chips = [...document.querySelectorAll(".chips button")];
  const texts = new Map(rows().map((row) => [row, row.cells[0].textContent + " " + row.cells[1].textContent]));
  let limit = PAGE;
  let tag = "";

  function show() {
    const wanted = search.value.trim().toLocaleLowerCase();
    let matching = 0;
    for (const row of rows()) {
      const tagged = !tag || row.dataset.tags.split(" ").includes(tag);
      const fits = tagged && (!wanted || texts.get(row).toLocaleLowerCase().includes(wanted));
      if (fits) matching += 1;
      row.hidden = !fits || matching > limit;
    }
    const words = table.dataset.words;
    const shown = Math.min(matching, limit);
    document.getElementById("shown").textContent = words.replace("{shown}", shown).replace("{all}", texts.size);
    document.querySelector(".more").hidden = matching <= limit;
  }

  search.addEventListener("input", () => { limit = PAGE; show(); });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      for (const other of chips) other.setAttribute("aria-pressed", String(other === chip));
      tag = chip.dataset.tag;
      limit = PAGE;
      show();
    });
  }
  document.getElementById("more").addEventListener("click", () => { limit += 5 * PAGE; show(); });
  document.querySelector(".tools").hidden = false;
  show();
  return show;
}

function openAround(target) {
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
}

function followHash() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  openAround(target);
  target.scrollIntoView({ block: "center" });
}

function player(audio) {
  const turns = [...document.querySelectorAll(".turn[data-ms]")];
  document.body.classList.add("playable");

  document.addEventListener("click", (event) => {
    if (event.target.closest(".sup")) return;
    if (String(getSelection())) return; // selecting words is not asking to hear them
    const place = event.target.closest("[data-ms]");
    if (!place) return;
    audio.currentTime = Math.max(0, (Number(place.dataset.ms) - LEAD_IN_MS) / 1000);
    audio.play().catch(() => {});
  });
  audio.addEventListener("timeupdate", () => {
    const now = audio.currentTime * 1000;
    for (const turn of turns) {
      const on = Number(turn.dataset.ms) <= now && now < Number(turn.dataset.end);
      turn.classList.toggle("now", on && !audio.paused);
    }
  });
  audio.addEventListener("error", () => {
    audio.hidden = true;
    document.getElementById("cannot-play").hidden = false;
    document.body.classList.remove("playable");
  });
}

function openForPrinting() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
}

// A heading that is repeated on the next printed page shows words but no buttons.
function plainHeadsForPrinting() {
  let buttons = [];
  addEventListener("beforeprint", () => {
    buttons = [...document.querySelectorAll("th[data-sort] > button")].map((button) => {
      const words = document.createElement("span");
      words.append(...button.childNodes);
      button.replaceWith(words);
      return [button, words];
    });
  });
  addEventListener("afterprint", () => {
    for (const [button, words] of buttons) {
      button.append(...words.childNodes);
      words.replaceWith(button);
    }
  });
}

const calls = document.getElementById("call-table");
const refresh = calls ? callList(calls) : () => {};
for (const table of document.querySelectorAll("table.sortable")) sortable(table, table === calls ? refresh : () => {});
const audio = document.getElementById("audio");
if (audio) player(audio);
addEventListener("hashchange", followHash);
followHash();
openForPrinting();
plainHeadsForPrinting();
