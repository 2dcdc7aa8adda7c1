// The checkout works without this. With it, the button names the chosen method, a second press is ignored, and the
// total follows what is changed.
const FRESH = ["shown", "news", "ways", "pay-words", "figures"];
const BY_COUNTRY = "below-street"; // other fields in another country
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

  let asking = new AbortController();
  let elsewhere = false; // another country was chosen than the fields are for
  const update = async () => {
    asking.abort(); // an older answer knows less
    asking = new AbortController();
    const typed = new FormData(form);
    typed.set("update", "1");
    const answer = await fetch(form.action, { method: "POST", body: typed, signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = document.activeElement.id;
    for (const id of elsewhere ? [...FRESH, BY_COUNTRY] : FRESH) {
      const here = document.getElementById(id);
      const there = page.getElementById(id);
      if (!here || !there) continue;
      if (id === BY_COUNTRY) keep(here, there);
      here.replaceWith(document.adoptNode(there));
    }
    elsewhere = false;
    if (held && document.activeElement.id !== held) document.getElementById(held)?.focus();
    name();
  };
  // What was typed since the answer was asked for stands, a browser that fills in everything at once included.
  const keep = (here, there) => {
    for (const field of there.querySelectorAll("input, select")) {
      const typed = here.querySelector(`${field.localName}[name="${field.name}"]`);
      if (typed) field.value = typed.value;
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
  };
  form.querySelector("[data-update]")?.setAttribute("hidden", "");

  form.addEventListener("change", ({ target }) => {
    name();
    elsewhere ||= target.name === "ship_country";
    if (CHANGES.includes(target.name)) update().catch(() => {}); // the total is read before ordering in any case
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter !== button) return; // a code is tried, nothing is ordered
    if (button.hasAttribute("data-pressed")) return event.preventDefault();
    show(true);
  });
  // The provider's back button restores the page from memory, pressed button included.
  addEventListener("pageshow", () => { show(false); name(); });
}
