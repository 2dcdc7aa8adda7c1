// A free lesson in the outline: opening it plays it with the reader's captions, closing it stops it.
for (const sample of document.querySelectorAll(".sample")) {
  const film = sample.querySelector("video");
  sample.addEventListener("toggle", () => {
    if (!sample.open) return film.pause();
    for (const track of film.textTracks) {
      // not by the attribute "default", which fetches captions that nobody may want
      if (track.language === document.documentElement.lang) track.mode = "showing";
    }
    film.play().catch(() => {}); // its own controls remain
  });
}
