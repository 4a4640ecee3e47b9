// What is said, in the citizen's language. Texts of the page come from the catalogs, names from the hall plan.

const { words, names } = JSON.parse(document.getElementById("words").textContent);
const ANY_LANGUAGE = "und";
const own = document.body.dataset.own;
let language = own;

export function speak(tag) {
  language = words[tag] ? tag : own;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) write(element, say(element.dataset.word));
}

export function say(key, facts = {}) {
  return words[language][key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

// Only what differs is touched: a snapshot comes with every change in the hall, and a screen reader hears every write.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A text of the plan, marked with its own language where that is another one, so that its glyphs are right.
export function put(element, texts) {
  const [text, tag] = inLanguage(texts);
  write(element, Array.isArray(text) ? text.join(language.startsWith("zh") ? "、" : ", ") : text ?? "");
  if (tag && tag !== language) element.lang = tag;
  else element.removeAttribute("lang");
}

export const called = (tag) => names[tag] ?? tag;

// As config.names.in_language does: the same tag, one of the same main language, the undetermined, the first written.
function inLanguage(texts) {
  const main = language.split("-")[0];
  const related = Object.keys(texts).filter((tag) => tag.split("-")[0] === main);
  const found = [language, ...related, ANY_LANGUAGE, ...Object.keys(texts)].find((tag) => tag in texts);
  return [texts[found], found === ANY_LANGUAGE ? own : found];
}

// "about 10–20 min", or null where the server cannot say.
export function range(estimate) {
  return estimate ? say("range", estimate) : null;
}

const clocks = new Map();

// The hall's time in the language's own way.
export function clock(moment, zone) {
  const key = `${language} ${zone}`;
  if (!clocks.has(key)) {
    const format = { timeZone: zone, month: "long", day: "numeric", weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    clocks.set(key, new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, format));
  }
  return clocks.get(key).format(moment);
}
