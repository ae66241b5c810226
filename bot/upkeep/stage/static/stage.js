"use strict";
// The stage works without this script. With it: the clock ticks, moves come without a reload, and after the plug was
// pulled it waits for the program and says how long it was gone.
(() => {
  const picker = document.getElementById("as");
  const power = document.getElementById("power");
  const moves = document.querySelector(".moves");
  const plug = document.querySelector(".plug");
  const stage = document.querySelector(".stage");
  let state = { process: Number(document.body.dataset.process), heard: Number(document.body.dataset.heard), left: Number(document.body.dataset.left) };
  let down = null;

  const address = () => "/?as=" + encodeURIComponent(picker.value);

  function adopt(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["clock", "opens", "about", "foot", "happened"]) {
      const old = document.getElementById(id), next = fresh.getElementById(id);
      if (old && next && !old.isEqualNode(next)) old.replaceWith(next);
    }
    moves.elements.as.value = picker.value;
  }

  picker.addEventListener("change", async () => {
    document.getElementById("phone").src = "/phone?as=" + encodeURIComponent(picker.value);
    document.getElementById("phone").title = "Phone of " + picker.selectedOptions[0].textContent;
    history.replaceState(null, "", address());
    const opened = document.getElementById("happened").hidden;
    const answer = await fetch(address());
    if (answer.ok) adopt(await answer.text());
    document.getElementById("happened").hidden = opened;
  });

  moves.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams({ as: picker.value, to: event.submitter.value });
    setMoving(true);
    try {
      const answer = await fetch(moves.action, { method: "POST", body });
      if (answer.ok) adopt(await answer.text());
    } finally {
      setMoving(false);
      const pressed = moves.querySelector(`[value="${body.get("to")}"]`);
      if (pressed) pressed.focus();
    }
  });

  function setMoving(isMoving) {
    moves.querySelectorAll("button").forEach((button) => { button.disabled = isMoving; });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".close")) document.getElementById("happened").hidden = true;
    const side = event.target.closest("button[data-side]");
    if (side) turnTo(side.dataset.side);
    if (event.target.closest("a[target=inbox]")) turnTo("right");
  });

  // On a small screen one side is shown at a time.
  function turnTo(side) {
    stage.dataset.side = side;
    document.querySelectorAll(".sides button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.side === side)));
  }

  plug.addEventListener("submit", async (event) => {
    event.preventDefault();
    await look();
    down = { since: performance.now(), process: state.process, texts: state.heard + state.left };
    tell("The program was killed (SIGKILL). It is coming back…", true);
    plug.querySelector("button").disabled = true;
    fetch(plug.action, { method: "POST", body: new URLSearchParams() }).catch(() => {});
  });

  function tell(text, isDown) {
    power.textContent = text;
    power.className = isDown ? "power down" : "power";
    power.hidden = false;
  }

  function isBack() {
    const seconds = ((performance.now() - down.since) / 1000).toFixed(1);
    const texts = state.heard + state.left, more = texts - down.texts;
    const since = more > 0 ? ` (${more} of them since then)` : "";
    tell(`Back after ${seconds} s. ${down.texts} texts before, ${texts} now${since}: ${more < 0 ? "something is missing!" : "nothing lost, nothing doubled."}`, more < 0);
    plug.querySelector("button").disabled = false;
    down = null;
    setTimeout(() => { if (!down) power.hidden = true; }, 15000);
  }

  async function look() {
    try {
      const answer = await fetch("/stage/state?as=" + encodeURIComponent(picker.value), { cache: "no-store" });
      if (!answer.ok) return;
      state = await answer.json();
      document.getElementById("clock").textContent = state.clock;
      if (down && state.process !== down.process) isBack();
      else if (!down && !power.hidden && power.classList.contains("down")) power.hidden = true;
    } catch {
      if (!down) tell("The program does not answer. Waiting for it…", true);
    }
  }

  setInterval(look, 1000);

  // A form dropped anywhere on the stage is asked of the phone that is shown.
  document.addEventListener("dragover", (event) => { event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const form = document.querySelector("[data-drop]");
    if (!form || !event.dataTransfer.files.length) return;
    form.closest("details").open = true;
    form.elements.file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
})();
