// The checkout works without this. With it, the button names the chosen method and a second press is ignored.
for (const form of document.querySelectorAll("form[data-checkout]")) {
  const button = form.querySelector("[data-pay]");
  const words = button.querySelector("[data-pay-words]") ?? button;
  const usual = words.textContent;

  const name = () => {
    words.textContent = form.querySelector("input[data-button]:checked")?.dataset.button || usual;
  };
  const free = () => {
    button.removeAttribute("aria-disabled");
    name();
  };

  form.addEventListener("change", name);
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    words.textContent = button.dataset.busy || words.textContent;
  });
  // The provider's back button restores the page from memory, pressed button included.
  addEventListener("pageshow", free);
}
