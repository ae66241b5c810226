// Live updates and the keyboard. Every page works without this file; nothing here knows a family's words.
(() => {
  "use strict";
  const mark = document.getElementById("mark");
  const refresh = document.getElementById("refresh");
  if (!mark || !refresh) return;
  const words = mark.querySelector("[data-words]");
  const POLL = 10000;
  let poll = 0, waiting = 0, updated = "";

  // The mark: Live, Reconnecting, Offline.
  function show(state) {
    const shown = navigator.onLine ? state : "off";
    mark.dataset.state = shown;
    const since = updated ? `, updated ${updated}` : "";
    words.textContent = { live: "Live", again: `Reconnecting${since}`, off: `Offline${since}`, still: words.textContent }[shown];
  }

  // What is shown is asked for again, through the same permission check as the page itself.
  function look() {
    clearTimeout(waiting);
    waiting = setTimeout(() => htmx.trigger(refresh, "kinline:refresh"), 120);
  }
  function polling(on) {
    clearInterval(poll);
    poll = on ? setInterval(look, POLL) : 0;
  }

  // One stream per browser: the tab that holds the lock hears, and tells the others.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("kinline-live") : null;
  let state = "again", isOwner = false;
  function hear(event) {
    if (event === "signed-out") { location.href = "/sign-in"; return; }
    if (event === "who") { if (isOwner) tell(state); return; }
    state = event === "poke" ? "live" : event;
    polling(state !== "live");
    show(state);
    if (event !== "again") look();
  }
  function tell(event) { if (channel) channel.postMessage(event); }
  function both(event) { hear(event); tell(event); }
  function listen() {
    isOwner = true;
    const stream = new EventSource("/live");
    stream.addEventListener("ready", () => both("live"));
    stream.addEventListener("poke", () => both("poke"));
    stream.addEventListener("signed-out", () => { stream.close(); both("signed-out"); });
    stream.onerror = () => {
      both("again");
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    };
    window.addEventListener("pagehide", () => stream.close());
    return new Promise(() => {});
  }
  if (channel) channel.onmessage = (message) => hear(message.data);
  show("again");
  polling(true);
  if (channel && navigator.locks) { tell("who"); navigator.locks.request("kinline-live", listen); } else listen();
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("online", () => { show(state); look(); });
  window.addEventListener("offline", () => show("off"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  // "5 min" and "Overdue" grow older by themselves, and another process may have written without a poke.
  setInterval(() => { if (!document.hidden) look(); }, 3 * POLL);

  // What a person opened stays open, the form they are in stays as it is; what they are reading does not jump.
  if (window.Idiomorph) {
    const { callbacks } = Idiomorph.defaults;
    callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.tagName === "DETAILS") && node.id !== "alarms-all";
    callbacks.beforeNodeMorphed = (node) => !(node.tagName === "FORM" && node.contains(document.activeElement));
  }

  // Between a press and its click nothing moves: what came meanwhile is asked for again once the finger is up.
  const AFTER = 300, LONGEST = 5000; // a touch clicks a moment after it ends; a release outside the window is never told
  let release = 0, isOwed = false;
  function hold(milliseconds) {
    clearTimeout(release);
    release = setTimeout(() => {
      release = 0;
      if (isOwed) { isOwed = false; look(); }
    }, milliseconds);
  }
  const isTyped = (event) => event.key && (event.key !== "Enter" && event.key !== " " || event.target.closest("textarea"));
  for (const [name, length] of [["pointerdown", LONGEST], ["keydown", LONGEST], ["pointerup", AFTER], ["pointercancel", AFTER], ["keyup", AFTER]]) {
    document.addEventListener(name, (event) => { if (!isTyped(event)) hold(length); }, true);
  }
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!release || event.detail.requestConfig.elt !== refresh) return;
    isOwed = true;
    event.detail.shouldSwap = false;
  });
  const scroll = document.querySelector(".scroll");
  const newer = document.querySelector("[data-newer]");
  const text = document.getElementById("text");
  const seen = document.querySelector("[data-seen]");
  const talk = () => document.getElementById("talk");
  // Gone back to after sending, a browser puts the sent words into the box again: the draft that the server keeps counts.
  if (text) {
    const sent = `kinline-sent ${location.pathname}`;
    if (["sent", "resolved"].includes(new URLSearchParams(location.search).get("said"))) sessionStorage.setItem(sent, "1");
    text.addEventListener("input", () => sessionStorage.removeItem(sent));
    window.addEventListener("pageshow", () => { if (sessionStorage.getItem(sent)) text.value = text.defaultValue; });
  }
  // On a phone the page itself scrolls.
  const box = () => getComputedStyle(scroll).overflowY === "visible" ? document.scrollingElement : scroll;
  const atEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < 60;
  const toEnd = () => { box().scrollTop = box().scrollHeight; if (newer) newer.hidden = true; };
  if (scroll) {
    toEnd();
    let wasAtEnd = true, last = talk().lastElementChild?.id;
    document.body.addEventListener("htmx:beforeSwap", () => { wasAtEnd = atEnd(); });
    document.body.addEventListener("htmx:afterSettle", () => {
      const now = talk().lastElementChild?.id;
      if (now !== last) { if (wasAtEnd) toEnd(); else newer.hidden = false; }
      last = now;
      // Read before a word was written: that is what the reply answers. Otherwise the page asks before it sends.
      if (text && seen && !text.value.trim()) seen.value = talk().dataset.last;
    });
    for (const one of [scroll, document]) one.addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; });
    newer.addEventListener("click", toEnd);
  }
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== refresh || !event.detail.successful) return;
    updated = new Date().toTimeString().slice(0, 5);
    show(state);
    const count = document.querySelector("#rail .needs .count")?.lastChild.textContent;
    document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  });

  // A talk's minutes go on while its page stands open; what staff have corrected stays.
  const minutes = document.querySelector("[data-minutes]");
  if (minutes) {
    const begun = Date.now(), counted = Number(minutes.dataset.minutes), corrected = document.querySelector("[data-minutes-box]");
    let touched = false;
    corrected?.addEventListener("input", () => { touched = true; });
    setInterval(() => {
      const now = counted + Math.floor((Date.now() - begun) / 60000);
      minutes.textContent = `${now} min`;
      if (corrected && !touched) corrected.value = now;
    }, 15000);
  }

  // While a form is on its way, a second press of it is none; so is any other answer to the same question.
  const leaving = new Set(), LEAVES = 15000;
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("method") !== "post") return;
    const pressed = event.target.closest(".asking") ?? event.target;
    if (leaving.has(pressed)) event.preventDefault();
    else setTimeout(() => leaving.delete(pressed), LEAVES);
    leaving.add(pressed);
  });
  // From an answer until the next question stands, a key would answer what nobody has seen yet: it answers nothing, and
  // the next page says so.
  const asking = document.querySelector(".asking"), EARLY = "kinline-early";
  const early = asking?.querySelector("[data-early]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaving.clear();
    if (!leaving.has(asking) || event.key.length > 1 && event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sessionStorage.setItem(EARLY, "1");
  }, true);
  if (early && sessionStorage.getItem(EARLY)) early.textContent = early.dataset.early;
  sessionStorage.removeItem(EARLY);

  // The keyboard rests while somebody types, and may be switched off.
  const keys = document.getElementById("keys");
  const off = keys.querySelector("[data-keys-off]");
  const isOff = () => localStorage.getItem("kinline-keys") === "off";
  off.checked = isOff();
  off.addEventListener("change", () => localStorage.setItem("kinline-keys", off.checked ? "off" : "on"));
  const button = document.querySelector("[data-keys]");
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
  function step(by) {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const focused = rows.indexOf(document.activeElement);
    const from = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
    rows[Math.min(Math.max(from + by, 0), rows.length - 1)].focus();
  }
  function write(tab, box) {
    const chosen = document.getElementById(tab);
    if (!chosen) return;
    chosen.checked = true;
    document.getElementById(box).focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isOff() && event.key !== "?") return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
    // The options of an open question. Enter on a button or link is that button's own; a held key is one press.
    const option = document.querySelector(`[data-press="${CSS.escape(event.key)}"]`);
    if (option && !event.repeat && !(event.key === "Enter" && event.target.closest("a, button, summary"))) {
      event.preventDefault();
      option.click();
      return;
    }
    const acts = {
      j: () => step(1), k: () => step(-1), r: () => write("tab-reply", "text"), n: () => write("tab-note", "note-text"),
      e: () => document.querySelector(".resolve-button")?.click(), "?": () => keys.showModal(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });

  // A file dropped anywhere on the page goes into the form that takes one.
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const mark = (isOver) => drop.classList.toggle("over", isOver);
    document.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      if (!event.dataTransfer.files.length) return;
      drop.elements.file.files = event.dataTransfer.files;
      drop.requestSubmit();
    });
  }
})();
