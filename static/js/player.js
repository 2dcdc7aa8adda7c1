// A better keyboard and speeds, around the browser's own video controls.
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

for (const player of document.querySelectorAll("[data-player]")) {
  const video = player.querySelector("video");
  const speed = player.querySelector("[data-speed]");

  const seek = (seconds) => { video.currentTime = Math.max(0, Math.min(video.duration || 0, seconds)); };
  const turn = (step) => { video.volume = Math.max(0, Math.min(1, video.volume + step)); };
  const play = () => (video.paused ? video.play() : video.pause());
  const pace = (step) => {
    const index = SPEEDS.indexOf(video.playbackRate) + step;
    if (SPEEDS[index]) video.playbackRate = SPEEDS[index];
  };
  const captions = () => {
    const [track] = video.textTracks;
    if (track) track.mode = track.mode === "showing" ? "disabled" : "showing";
  };
  const fill = () => (document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen?.());

  const keys = {
    k: play, // Space is left to the browser, whose own buttons it also presses
    ArrowLeft: () => seek(video.currentTime - 5), ArrowRight: () => seek(video.currentTime + 5),
    j: () => seek(video.currentTime - 10), l: () => seek(video.currentTime + 10),
    ArrowUp: () => turn(0.1), ArrowDown: () => turn(-0.1),
    m: () => { video.muted = !video.muted; },
    c: captions, f: fill,
    Home: () => seek(0), End: () => seek(video.duration),
    "<": () => pace(-1), ">": () => pace(1),
    P: () => document.querySelector("a[rel=prev]")?.click(),
    N: () => document.querySelector("a[rel=next]")?.click(),
  };

  // Only with focus in the player, and never over a field or a browser shortcut.
  player.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("select, input, button, a")) return;
    const act = /^\d$/.test(event.key)
      ? () => seek((video.duration * event.key) / 10)
      : keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  if (speed) {
    speed.addEventListener("change", () => { video.playbackRate = Number(speed.value); });
    video.addEventListener("ratechange", () => { speed.value = String(video.playbackRate); });
  }
}
