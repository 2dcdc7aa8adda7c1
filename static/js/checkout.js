// The checkout works without this. With it, the button names the chosen method, a second press is ignored, and the
// total follows what is changed.
const FRESH = ["shown", "news", "below-street", "ways", "pay-words", "figures"];
const CHANGES = ["quantity", "days", "ship_country", "delivery"];
for (const form of document.querySelectorAll("form[data-checkout]")) {
  const button = form.querySelector("[data-pay]");
  if (!button) continue;
  const busy = button.querySelector("[data-pay-busy]");

  const name = () => {
    const way = form.querySelector("input[data-button]:checked");
    const by = button.querySelector("[data-pay-by]");
    if (by) by.textContent = way ? ` · ${way.dataset.button}` : "";
  };
  const show = (pressed) => {
    button.toggleAttribute("data-pressed", pressed);
    button.setAttribute("aria-disabled", pressed);
    button.querySelector("[data-pay-words]").hidden = pressed;
    busy.hidden = !pressed;
  };

  const update = async () => {
    const typed = new FormData(form);
    typed.set("update", "1");
    const answer = await fetch(form.action, { method: "POST", body: typed });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = document.activeElement.id;
    for (const id of FRESH) {
      const there = page.getElementById(id);
      if (there) document.getElementById(id)?.replaceWith(document.adoptNode(there));
    }
    if (held && document.activeElement.id !== held) document.getElementById(held)?.focus();
    name();
  };
  form.querySelector("[data-update]")?.setAttribute("hidden", "");

  form.addEventListener("change", ({ target }) => {
    name();
    if (CHANGES.includes(target.name)) update();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter !== button) return; // a code is tried, nothing is ordered
    if (button.hasAttribute("data-pressed")) return event.preventDefault();
    show(true);
  });
  // The provider's back button restores the page from memory, pressed button included.
  addEventListener("pageshow", () => { show(false); name(); });
}
