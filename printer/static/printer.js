// The page of a virtual printer: papers as they come out, and faults at a press.
"use strict";

const page = document.querySelector(".printer");
const papers = page.querySelector(".papers");
const switches = [...page.querySelectorAll("[data-fault]")];
const problem = page.querySelector("[data-problem]");

const valueOf = (button) => (button.dataset.value ? Number(button.dataset.value) : true);

async function setFaults(pressed) {
  const wrong = {};
  for (const button of switches) {
    const on = button.getAttribute("aria-pressed") === "true";
    if (on !== (button === pressed)) wrong[button.dataset.fault] = valueOf(button);
  }
  const answer = await fetch(page.dataset.faults, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf]").content },
    body: JSON.stringify(wrong),
  }).catch(() => null);
  const refusal = answer && !answer.ok ? await answer.json() : null;
  problem.hidden = !refusal;
  problem.textContent = refusal ? refusal.detail : "";
}

function showPapers(sheets) {
  const known = new Set([...papers.children].map((item) => item.dataset.id));
  for (const sheet of [...sheets].reverse()) {
    if (known.has(String(sheet.id))) continue;
    const item = page.querySelector("template").content.firstElementChild.cloneNode(true);
    item.dataset.id = sheet.id;
    const picture = item.querySelector("img");
    picture.src = `${page.dataset.picture}${sheet.id}.png`;
    picture.width = sheet.width;
    picture.height = sheet.height;
    const time = item.querySelector("time");
    time.dateTime = sheet.at;
    time.textContent = new Date(sheet.at).toLocaleTimeString(document.documentElement.lang);
    picture.alt = time.textContent;
    papers.prepend(item);
  }
  const kept = new Set(sheets.map((sheet) => String(sheet.id)));
  for (const item of [...papers.children]) if (!kept.has(item.dataset.id)) item.remove();
}

function show({ printer, faults, papers: sheets }) {
  const state = page.querySelector(".state");
  state.dataset.state = printer.state;
  state.textContent = state.getAttribute(`data-say-${printer.state}`);
  for (const button of switches) {
    const value = faults[button.dataset.fault];
    button.setAttribute("aria-pressed", String(value !== null && value !== false));
  }
  showPapers(sheets);
}

for (const button of switches) button.addEventListener("click", () => setFaults(button));
hallLive({ room: page.dataset.room, snapshot: show });
