// The kiosk: which page is shown, and what every touch does. The other scripts draw and ask; here it is put together.

import { ask } from "./asking.js";
import { measureTools } from "./frame.js";
import * as idle from "./idle.js";
import { drawService } from "./service.js";
import * as ticket from "./ticket.js";
import { drawTiles } from "./tiles.js";
import { forbidGestures, listen, rest, restIsOver } from "./touch.js";
import { called, clock, put, say, speak, write } from "./words.js";

const BEAT = 250;
const BLINK = 500;
const QUIET_BEFORE_RELOAD = 5000;
const BETWEEN_RELOADS = 60000;

const { body } = document;
const { own, version } = body.dataset;
const one = (name) => document.querySelector(`[data-${name}]`);
const citizen = () => ({ language: own, low: false, page: 0, pages: 1, service: null, items: new Set(), itemsPage: 0 });

const state = { step: "loading", picture: null, skew: 0, lostSince: null, refusal: null, slow: false, ...citizen() };

// ---- what is shown

function go(step) {
  state.step = step;
  rest();
  idle.touched();
  draw();
  document.querySelector(`[data-panel=${body.dataset.shown}] h1`)?.focus({ preventScroll: true });
}

function home() {
  leaveTicket();
  Object.assign(state, citizen());
  speak(own);
  go(state.picture ? "start" : "loading");
}

const isLost = () => state.lostSince !== null && performance.now() - state.lostSince > BLINK;
const service = () => state.picture?.services.find((one) => one.code === state.service);

function draw() {
  if (state.step === "service" && !service()) state.step = "start";
  const shown = isLost() && ["start", "service", "loading"].includes(state.step) ? "away" : state.step;
  body.dataset.step = state.step;
  body.dataset.shown = shown;
  body.classList.toggle("low", state.low);
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== shown;
  drawFrame(shown);
  if (shown === "start") state.pages = drawTiles(state.picture, state.page, state.language);
  else one("turner").hidden = true;
  measureTools();
  if (shown === "service") state.itemsPages = drawService(state.picture, service(), state.items, state.itemsPage, state.language);
  if (shown === "ticket") ticket.draw();
  if (shown === "refused") write(one("refusal"), state.refusal?.detail ?? say("refused_text"));
  write(one("again"), state.slow ? say("asking_again") : "");
}

// What stands around the pages: the hall's name, the bands, the tools.
function drawFrame(shown) {
  const { picture } = state;
  one("back").hidden = !["service", "refused"].includes(shown);
  one("low").hidden = !["start", "service"].includes(shown);
  one("low").setAttribute("aria-pressed", String(state.low));
  write(one("away-band"), say("away_number"));
  one("away-band").hidden = !(isLost() && shown === "ticket");
  const trouble = ticket.TROUBLES.includes(picture?.printer?.state) && ["start", "service"].includes(shown);
  one("printer").hidden = !trouble;
  if (!picture) return;
  if (trouble) write(one("printer"), say(`printer_${picture.printer.state}`));
  put(one("hall"), picture.hall);
  const open = picture.services.some((service) => service.open);
  write(one("start-title"), say(open ? "start_title" : "closed_title"));
  write(one("start-hint"), say(open ? "start_hint" : "closed_text"));
  drawLanguages(picture.languages);
}

function drawLanguages(tags) {
  const place = one("languages");
  if (place.dataset.tags !== String(tags)) {
    place.dataset.tags = tags;
    place.replaceChildren(...(tags.length > 1 ? tags : []).map(languageKey));
  }
  for (const key of place.children) key.setAttribute("aria-pressed", String(key.lang === state.language));
}

function languageKey(tag) {
  const key = document.createElement("button");
  key.className = "key";
  key.dataset.act = "language";
  key.lang = tag;
  key.textContent = called(tag);
  return key;
}

// ---- what a touch does

async function take(code) {
  if (state.step !== "service") return;
  state.slow = false;
  const wish = { service: state.service, class: code, language: state.language, items: [...state.items] };
  go("asking");
  const answer = await ask(wish, () => {
    state.slow = true;
    draw();
  });
  if (answer.refusal) {
    state.refusal = answer.refusal;
    go("refused");
    return;
  }
  ticket.show(answer.ticket, state.picture);
  socket.emit("watch", { room: ticket.room() });
  go("ticket");
}

function leaveTicket() {
  if (ticket.room()) socket.emit("unwatch", { room: ticket.room() });
  ticket.leave();
}

function choose(code) {
  Object.assign(state, { service: code, items: new Set(), itemsPage: 0 });
  go("service");
}

function toggle(items, code) {
  if (!items.delete(code)) items.add(code);
}

const turned = (page, by, pages) => Math.min(Math.max(page + Number(by), 0), pages - 1);

const ACTS = {
  service: ({ code }) => choose(code),
  guide: () => choose(state.picture.guide),
  class: ({ code }) => take(code),
  item: ({ code }) => toggle(state.items, code),
  page: ({ by }) => (state.page = turned(state.page, by, state.pages)),
  "items-page": ({ by }) => (state.itemsPage = turned(state.itemsPage, by, state.itemsPages)),
  low: () => (state.low = !state.low),
  language: (_, { lang }) => speak((state.language = lang)),
  back: () => go("start"),
  home: () => go("start"),
  stay: () => ticket.stay(),
  done: (_, element) => (element.matches("button") || ticket.anyTouchLeaves()) && home(),
  "more-time": () => idle.moreTime(),
  escape: () => {
    if (idle.isWarning()) idle.moreTime();
    else if (["service", "refused"].includes(state.step)) go("start");
    else if (state.step === "ticket") home();
  },
};

function act(name, element) {
  ACTS[name](element.dataset, element);
  draw();
}

// ---- what the server says

const socket = hallLive({
  room: "kiosk",
  snapshot(picture) {
    state.picture = picture;
    state.skew = new Date(picture.now) - performance.now();
    state.lostSince = null;
    if (state.step === "loading") home();
    else draw();
  },
  refused: ({ code }) => ["not_signed_in", "bad_token", "forbidden"].includes(code) && reload(),
});

for (const name of ["disconnect", "connect_error"]) socket.on(name, () => (state.lostSince ??= performance.now()));
socket.on("connect", () => ticket.room() && socket.emit("watch", { room: ticket.room() }));
socket.on("snapshot", (picture) => picture.room === ticket.room() && ticket.heard(picture));

// A page that is of no use any more is fetched anew, but never in a loop.
function reload() {
  const before = Number(sessionStorage.getItem("reloaded") ?? 0);
  if (Date.now() - before < BETWEEN_RELOADS) return;
  sessionStorage.setItem("reloaded", Date.now());
  location.reload();
}

// ---- the one timer of the page

function isUntouched() {
  return state.step === "start" && state.language === own && !state.low && state.page === 0;
}

function beat() {
  restIsOver();
  if (ticket.beat()) home();
  if (idle.beat(["start", "service", "refused"].includes(state.step) && !isUntouched() && !isLost())) home();
  const { picture } = state;
  if (picture) write(one("clock"), clock(state.skew + performance.now(), picture.time_zone));
  if (isLost() !== (body.dataset.lost === "true")) {
    body.dataset.lost = String(isLost());
    draw();
  }
  const isOld = picture && picture.version !== version;
  if (isOld && isUntouched() && !isLost() && idle.quietFor() > QUIET_BEFORE_RELOAD) reload();
}

speak(own);
forbidGestures();
listen(act, idle.touched);
addEventListener("resize", draw);
document.fonts.ready.then(draw);
setInterval(beat, BEAT);
