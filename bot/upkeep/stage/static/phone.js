"use strict";
// The phone works without this script. With it: texts appear at once, the talk refreshes itself every second, and a
// text that could not be sent (the program is down) is tried again under its own id until it is heard, once.
(() => {
  const talk = document.getElementById("talk");
  const composer = document.getElementById("composer");
  const field = document.getElementById("text");
  const number = composer.elements.as.value;
  const waiting = [];
  let mark = "";
  let sending = false;

  const atEnd = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const toEnd = () => { talk.scrollTop = talk.scrollHeight; };
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function showOwn(text, id) {
    const row = document.getElementById("own").content.firstElementChild.cloneNode(true);
    row.id = "i" + id;
    row.querySelector("p").textContent = text;
    const log = talk.querySelector(".log");
    log.insertBefore(row, log.querySelector(".typing"));
    toEnd();
  }

  // Only what is new or different is touched, so that a screen reader hears each text once.
  function merge(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const follow = atEnd();
    const log = talk.querySelector(".log");
    const rows = [...fresh.querySelectorAll(".log > li")];
    const known = new Set(rows.map((row) => row.id));
    for (const old of [...log.children]) {
      if (!known.has(old.id) && !old.classList.contains("waits")) old.remove();
    }
    let before = null;
    for (const row of rows.reverse()) {
      const old = document.getElementById(row.id);
      if (old && old.isEqualNode(row)) { before = old; continue; }
      if (old) old.replaceWith(row); else log.insertBefore(row, before);
      before = row;
    }
    for (const own of log.querySelectorAll(".waits")) log.append(own);
    mergeButtons(fresh.querySelector(".buttons"));
    if (follow) toEnd();
  }

  function mergeButtons(next) {
    const now = talk.querySelector(".buttons");
    if (now && next && now.dataset.prompt === next.dataset.prompt) return;
    const hadFocus = now && now.contains(document.activeElement);
    if (now) now.remove();
    if (next) talk.append(next);
    if (hadFocus) (talk.querySelector(".buttons button") || field).focus({ preventScroll: true });
  }

  async function refresh() {
    try {
      const answer = await fetch("/phone/talk?as=" + encodeURIComponent(number), { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
      if (answer.status === 200) {
        mark = answer.headers.get("ETag") || "";
        merge(await answer.text());
      }
    } catch { /* down: asked again in a second */ }
  }

  async function sendWaiting() {
    if (sending) return;
    sending = true;
    while (waiting.length) {
      try {
        const answer = await fetch("/phone", { method: "POST", body: new URLSearchParams(waiting[0]) });
        if (!answer.ok) throw new Error(answer.status);
        waiting.shift();
        mark = "";
        await refresh();
      } catch {
        const row = document.getElementById("i" + waiting[0].id);
        const note = row && row.querySelector("small");
        if (note && note.dataset.waits) note.textContent = note.dataset.waits;
        await new Promise((done) => setTimeout(done, 600));
      }
    }
    sending = false;
  }

  function say(text, more) {
    const id = newId();
    showOwn(text, id);
    waiting.push({ as: number, id, text, ...more });
    sendWaiting();
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.value = "";
    if (text) say(text, {});
    field.focus();
  });

  talk.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    const prompt = event.target.elements.prompt.value;
    event.target.remove();
    say(button.dataset.text, { prompt, button: button.value });
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  });

  // Whoever reads the newest text keeps seeing it when the phone changes its size.
  let follows = true;
  talk.addEventListener("scroll", () => { follows = atEnd(); });
  new ResizeObserver(() => { if (follows) toEnd(); }).observe(talk);

  toEnd();
  setInterval(refresh, 1000);
})();
