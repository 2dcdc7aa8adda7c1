// The checkout works without this. With it, the button names the chosen method and a second press is ignored.
for (const form of document.querySelectorAll("form[data-checkout]")) {
  const button = form.querySelector("[data-pay]");
  if (!button) continue;
  const words = button.querySelector("[data-pay-words]");
  const by = button.querySelector("[data-pay-by]");
  const busy = button.querySelector("[data-pay-busy]");

  const name = () => {
    const way = form.querySelector("input[data-button]:checked");
    if (by) by.textContent = way ? ` · ${way.dataset.button}` : "";
  };
  const show = (pressed) => {
    button.toggleAttribute("data-pressed", pressed);
    button.setAttribute("aria-disabled", pressed);
    words.hidden = pressed;
    busy.hidden = !pressed;
  };

  form.addEventListener("change", name);
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter !== button) return; // a code is tried, nothing is ordered
    if (button.hasAttribute("data-pressed")) return event.preventDefault();
    show(true);
  });
  // The provider's back button restores the page from memory, pressed button included.
  addEventListener("pageshow", () => { show(false); name(); });
}
