// The second page: how it stands with a service, what to bring, and the buttons that give the number.

import { put, range, say, write } from "./words.js";

const panel = document.querySelector("[data-panel=service]");
const part = (name) => panel.querySelector(`[data-${name}]`);
const template = document.getElementById("item");

let drawnItems = "";
let drawnClasses = "";
let eachPage = 1;

// Draws the service; answers with the number of pages that its items take.
export function drawService(picture, service, chosen, page, language) {
  const guide = picture.services.find((other) => other.code === picture.guide);
  write(part("series"), service === guide ? "?" : service.series);
  put(part("name"), service.name);
  put(part("about"), service.about);
  write(part("before"), service.waiting ? say("people", { n: service.waiting }) : say("nobody"));
  write(part("range"), range(service.estimate) ?? say("range_unknown"));
  write(part("staffed"), say(service.staffed ? "staffed" : "unstaffed"));
  panel.querySelector(".facts").hidden = !service.open;
  part("open-part").hidden = !service.open;
  part("closed-part").hidden = service.open;
  // What the items say themselves need not be said above them.
  part("about").hidden = service.items.length > 0;
  part("papers-hint").hidden = !service.open || service.items.length < 2;
  for (const key of document.querySelectorAll("[data-guide-key]")) key.hidden = !guide?.open || guide === service;
  drawClasses(picture.classes, language);
  return drawItems(service, chosen, page, language);
}

function drawClasses(classes, language) {
  const shape = JSON.stringify([classes, language]);
  if (shape === drawnClasses) return;
  drawnClasses = shape;
  const [first, ...others] = [...classes].sort((a, b) => (b.code === "normal") - (a.code === "normal"));
  part("main-class").replaceChildren(classKey(first, "take"));
  part("classes").replaceChildren(...others.map((one) => classKey(one, null)));
  part("priority").hidden = !others.length;
  part("priority").dataset.many = others.length > 4;
}

// The main key says what it does; the others stand under a heading that says it for them.
function classKey(one, word) {
  const key = document.createElement("button");
  key.className = word ? "key strong huge" : "key";
  key.dataset.act = "class";
  key.dataset.code = one.code;
  const name = document.createElement("span");
  put(name, one.name);
  if (!word) {
    key.setAttribute("aria-label", say("priority_number", { name: name.textContent }));
    key.append(name);
    return key;
  }
  const take = document.createElement("span");
  take.className = "verb";
  write(take, say(word));
  name.className = "of";
  key.append(take, name);
  return key;
}

function drawItems(service, chosen, page, language) {
  const list = part("items");
  const shape = JSON.stringify([service.code, service.items, service.open, language, innerWidth, panel.clientHeight, document.body.classList.contains("low")]);
  if (shape !== drawnItems) {
    drawnItems = shape;
    list.replaceChildren(...service.items.map((item) => row(item, service.open)));
    eachPage = howMany(list);
  }
  const pages = Math.max(1, Math.ceil(service.items.length / eachPage));
  page = Math.min(page, pages - 1);
  [...list.children].forEach((place, at) => {
    place.hidden = Math.floor(at / eachPage) !== page;
    const item = place.firstElementChild;
    if (service.open) item.setAttribute("aria-pressed", String(chosen.has(item.dataset.code)));
  });
  const turner = part("items-turner");
  turner.hidden = pages === 1;
  write(part("items-page"), say("page", { n: page + 1, all: pages }));
  for (const key of turner.querySelectorAll("button")) key.disabled = page + Number(key.dataset.by) < 0 || page + Number(key.dataset.by) >= pages;
  return pages;
}

function row(item, open) {
  const place = template.content.cloneNode(true).firstElementChild;
  const key = place.firstElementChild;
  put(key.querySelector(".name"), item.name);
  if (Object.keys(item.papers).length) put(key.querySelector(".list"), item.papers);
  else write(key.querySelector(".list"), say("papers_none"));
  key.dataset.code = item.code;
  if (!open) {
    // Nothing is chosen of a closed service, but what to bring can be read.
    key.disabled = true;
    key.removeAttribute("aria-pressed");
  }
  return place;
}

// As many rows as fit without scrolling.
function howMany(list) {
  const rows = [...list.children];
  part("items-turner").hidden = true;
  const fits = () => list.scrollHeight <= list.clientHeight + 1;
  for (const place of rows) place.hidden = false;
  if (fits()) return Math.max(1, rows.length);
  part("items-turner").hidden = false;
  let count = rows.length;
  do rows[--count].hidden = true;
  while (count > 1 && !fits());
  return count;
}
