// The place in a film: where to go on, what the site is told of it, and what is said when the film stops.
const EVERY = 15; // seconds between reports while a film plays
const RETRIES = [1, 2, 4, 8, 15, 30]; // seconds between attempts to get the film again

const clock = (seconds) => {
  const parts = [Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
};
// Signing in elsewhere renews the cookie, not the form of a page that is open.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// Who has no account keeps the place in this browser.
const local = {
  name: (lesson) => `amphi-place-${lesson}`,
  get(lesson) { try { return Number(localStorage.getItem(this.name(lesson))) || 0; } catch { return 0; } },
  set(lesson, seconds) { try { localStorage.setItem(this.name(lesson), seconds); } catch { /* private window */ } },
};

for (const player of document.querySelectorAll("[data-player]")) {
  const video = player.querySelector("video");
  const { lesson, report } = player.dataset;
  const tooEarly = Number(player.dataset.tooEarly); // in seconds
  const tooLate = Number(player.dataset.tooLate); // of the film's length
  const part = (name) => player.querySelector(`[data-${name}]`);
  const notices = document.querySelectorAll("[data-notice]");
  const asked = Number(location.hash.match(/^#t=(\d{1,6})$/)?.[1]);
  const known = asked || Number(player.dataset.resume) || (report ? 0 : local.get(lesson));
  let moved = false; // until the film moved there is nothing to tell
  let undone = false; // by hand: what the film would still tell finishes the lesson again
  let place = known, told = -1, toldAt = 0, attempts = 0, waiting = 0;

  const say = (what) => {
    for (const notice of notices) notice.hidden = notice.dataset.notice !== what;
    if (what && document.fullscreenElement) document.exitFullscreen();
  };
  const go = (seconds) => {
    if (video.readyState) video.currentTime = seconds;
    else video.addEventListener("loadedmetadata", () => { video.currentTime = seconds; }, { once: true });
  };
  const playFrom = (seconds) => { go(seconds); video.play().catch(() => {}); };

  // -- where to go on

  if (asked) history.replaceState(null, "", location.pathname + location.search);
  if (known >= tooEarly) {
    go(known);
    part("continue").append(` ${clock(known)}`);
    part("place").hidden = false;
    part("continue").addEventListener("click", () => playFrom(known));
    part("restart").addEventListener("click", () => playFrom(0));
  }

  // -- what is told

  const note = () => {
    toldAt = Date.now();
    told = place;
    const near = video.duration && place >= tooLate * video.duration;
    if (!report) local.set(lesson, near ? 0 : place);
    if (near) for (const form of document.querySelectorAll("[data-finished]")) form.hidden = form.dataset.finished === "no";
    return new URLSearchParams({ seconds: place, csrfmiddlewaretoken: token() });
  };
  const tell = async () => {
    const body = note();
    if (!report) return 0;
    const answer = await fetch(report, { method: "POST", body, keepalive: true });
    if (answer.status === 401) stop("signed-out");
    if (answer.status === 403) stop("ended");
    return answer.status;
  };
  const hasNews = () => moved && !undone && place !== told;
  const tellNow = () => { if (hasNews()) tell().catch(() => { told = -1; }); };
  const tellLeaving = () => {
    if (!hasNews()) return;
    const body = note();
    if (report) navigator.sendBeacon(report, body);
  };

  video.addEventListener("play", () => { part("place").hidden = true; part("next")?.setAttribute("hidden", ""); });
  video.addEventListener("timeupdate", () => {
    if (video.error || !video.readyState || (!moved && video.paused)) return;
    moved = true;
    if (video.currentTime !== place) attempts = 0;
    place = video.ended ? Math.ceil(video.duration) : Math.floor(video.currentTime);
    if (!video.paused && Date.now() - toldAt >= EVERY * 1000) tellNow();
  });
  video.addEventListener("playing", () => { toldAt ||= Date.now(); say(""); });
  video.addEventListener("pause", tellNow);
  video.addEventListener("ended", () => {
    place = Math.ceil(video.duration);
    tellNow();
    part("next")?.removeAttribute("hidden");
  });
  document.querySelector("[data-finished=yes]")?.addEventListener("submit", () => { undone = true; });
  addEventListener("pageshow", () => { undone = false; });
  addEventListener("pagehide", tellLeaving);
  document.addEventListener("visibilitychange", () => { if (document.hidden) tellLeaving(); });

  // -- when the film stops

  const stop = (why) => {
    clearTimeout(waiting);
    video.pause();
    const way = document.querySelector(`[data-notice="${why}"] a`);
    if (why === "signed-out" && way) way.search = new URLSearchParams({ next: `${location.pathname}#t=${place}` });
    say(why);
  };
  const again = () => {
    const { playbackRate, paused } = video;
    video.load();
    video.playbackRate = playbackRate;
    if (paused) go(place);
    else playFrom(place);
  };
  const look = async () => {
    let status = 0;
    try {
      const source = video.currentSrc || video.querySelector("source").src;
      ({ status } = report ? { status: await tell() } : await fetch(source, { method: "HEAD" }));
    } catch { /* no network: as if there was no answer */ }
    if (status === 401) return;
    if (status === 403) return stop("ended");
    say("lost");
    waiting = setTimeout(status && status < 500 ? again : look, 1000 * RETRIES[Math.min(attempts++, RETRIES.length - 1)]);
  };
  const retry = () => { clearTimeout(waiting); look(); };
  player.addEventListener("error", ({ target }) => { if (target.matches("video, source")) retry(); }, true);
  addEventListener("online", () => { if (video.error) retry(); });
}
