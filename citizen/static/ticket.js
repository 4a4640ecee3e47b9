// A ticket on a phone: shows what its live room tells, and gives it up. All words come with the page.
"use strict";
{
  const page = document.body;
  const words = page.dataset;
  const services = JSON.parse(words.services);
  const counters = JSON.parse(words.counters);
  const title = document.title;
  const details = document.querySelector(".give-up");
  const problem = document.querySelector("[data-problem]");
  const sure = document.querySelector("[data-sure]");

  const fill = (pattern, facts) => pattern.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const all = (selector) => document.querySelectorAll(selector);

  // Only what differs is touched: every change of a live region is read aloud.
  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function show(ticket) {
    const was = words.state;
    const counter = counters[ticket.counter] ?? "";
    for (const element of all("[data-counter]")) put(element, counter);
    for (const element of all("[data-service]")) {
      put(element, services[ticket.service] ?? "");
      element.hidden = !(ticket.service in services);
    }
    for (const element of all("[data-when]")) element.hidden = !element.dataset.when.split(" ").includes(ticket.state);
    if (ticket.state === "waiting") wait(ticket);
    words.state = ticket.state;
    document.title = headline(ticket, counter);
    if (was === ticket.state) return;
    details.open = false;
    if (ticket.state === "called") attract();
  }

  function wait(ticket) {
    for (const element of all("[data-ahead]")) put(element, String(ticket.ahead));
    for (const element of all("[data-some]")) element.hidden = ticket.ahead === 0;
    for (const element of all("[data-nobody]")) element.hidden = ticket.ahead !== 0;
    for (const element of all("[data-estimate]")) {
      element.hidden = ticket.estimate === null;
      if (ticket.estimate) put(element, fill(words.range, ticket.estimate));
    }
  }

  function headline(ticket, counter) {
    if (ticket.state === "called") return fill(words.called, { number: ticket.number, counter });
    const state = document.querySelector(`.state[data-when="${ticket.state}"]`);
    return state ? `${ticket.number} · ${state.textContent}` : title;
  }

  function attract() {
    scrollTo(0, 0);
    // A browser refuses to shake a phone that was never touched, and complains of the try.
    if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate([400, 200, 400, 200, 800]);
  }

  // One key for one wish: pressed again after a lost answer, it still gives up one ticket once.
  const key = `give-up-${Date.now()}-${Math.random().toString(36).slice(2)}`;

  async function giveUp() {
    sure.disabled = true;
    problem.hidden = true;
    try {
      const answer = await fetch(words.giveUp, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": key,
          ...(words.csrf && { "X-CSRFToken": words.csrf }),
        },
        body: "{}",
        signal: AbortSignal.timeout(5000),
      });
      const told = await answer.json();
      if (answer.ok) show(told);
      else complain(told.detail);
    } catch {
      complain(words.notReached);
    }
    sure.disabled = false;
  }

  function complain(text) {
    problem.textContent = text;
    problem.hidden = false;
  }

  details.addEventListener("toggle", () => details.open && details.scrollIntoView({ block: "nearest" }));
  sure.addEventListener("click", giveUp);
  document.querySelector("[data-keep]").addEventListener("click", () => {
    details.open = false;
    details.querySelector("summary").focus();
  });
  hallLive({
    room: `ticket:${words.ticket}`,
    snapshot: show,
    refused: (refusal) => refusal.code === "unknown_ticket" && location.reload(),
  });
}
