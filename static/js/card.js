// The provider's card fields on our page. Where its script does not come, the buyer goes to the provider's own page.
const form = document.querySelector("form[data-card]");
const elsewhere = document.querySelector("form[data-elsewhere]");
const waiting = document.querySelector("[data-waiting]");
const message = form.querySelector("[data-message]");
const button = form.querySelector("[data-pay]");
const PATIENCE = 15000; // milliseconds until the form counts as not coming

let ready = false;
const leave = () => { if (!ready) elsewhere.requestSubmit(elsewhere.querySelector("button")); };

const busy = (pressed) => {
  button.setAttribute("aria-disabled", pressed);
  button.querySelector("[data-pay-words]").hidden = pressed;
  button.querySelector("[data-pay-busy]").hidden = !pressed;
};
const say = (words) => {
  message.textContent = words;
  message.hidden = !words;
};
const theme = () => {
  const chosen = document.documentElement.dataset.theme;
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  return dark ? "night" : "stripe";
};

const begin = () => {
  const stripe = window.Stripe(form.dataset.key);
  const elements = stripe.elements({
    clientSecret: form.dataset.secret,
    customerSessionClientSecret: form.dataset.customer || undefined,
    locale: document.documentElement.lang,
    appearance: { theme: theme() },
  });
  const fields = elements.create("payment");
  fields.on("ready", () => { ready = true; waiting.hidden = true; });
  fields.on("loaderror", leave);
  form.hidden = false; // a frame that is not shown may never get ready
  fields.mount(form.querySelector("[data-fields]"));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!ready || button.getAttribute("aria-disabled") === "true") return;
    busy(true);
    say("");
    const checked = await elements.submit();
    const { error } = checked.error ? checked : await stripe.confirmPayment({
      elements,
      confirmParams: { return_url: form.dataset.back },
    });
    if (error) say(error.message); // else the browser is on its way
    busy(false);
  });
};

const script = document.createElement("script");
script.src = form.dataset.script;
script.onload = () => { try { begin(); } catch { leave(); } };
script.onerror = leave;
waiting.hidden = false;
document.head.append(script);
setTimeout(leave, PATIENCE);
