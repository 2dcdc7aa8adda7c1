// Loaded in <head> before anything is drawn, so that a chosen theme never flashes the other one.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [light, night] = document.querySelectorAll('meta[name="theme-color"]');
  const paint = () => { // the browser's own frame follows a chosen theme
    if (!light || !night) return;
    light.media = root.dataset.theme === "light" ? "all" : "not all";
    night.media = root.dataset.theme === "dark" ? "all" : "not all";
  };
  root.dataset.script = "";
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") {
      root.dataset.theme = chosen;
      paint();
    }
  } catch { /* storage is off: the system decides */ }

  addEventListener("click", (event) => {
    if (!event.target.closest(".theme-switch")) return;
    const current = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = current === "dark" ? "light" : "dark";
    paint();
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only */ }
  });
})();
