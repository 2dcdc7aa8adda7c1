// The sandbox's stand-in for https://js.stripe.com: the payment element and nothing else.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const idOf = (secret) => String(secret).split("_secret")[0];
  const lacks = (what) => new Error(`The payment sandbox has no ${what}.`);

  class PaymentElement {
    #listeners = {};
    #waiting = new Map();
    #asked = 0;
    #frame;
    #hear = (event) => this.#take(event);

    constructor(settings) {
      this.settings = settings;
    }

    mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      if (!place) throw new Error(`There is no ${target} to mount the element into.`);
      const { clientSecret, customerSessionClientSecret = "", locale = "auto", appearance = {}, key } = this.settings;
      const query = new URLSearchParams({ client_secret: clientSecret, customer_session: customerSessionClientSecret, locale, theme: appearance.theme ?? "", key });
      this.#frame = document.createElement("iframe");
      this.#frame.src = `${origin}/elements/${idOf(clientSecret)}?${query}`;
      this.#frame.title = locale.startsWith("fr") ? "Champ de saisie sécurisé pour le paiement" : "Secure payment input frame";
      this.#frame.allow = "payment";
      Object.assign(this.#frame.style, { width: "100%", border: "0", display: "block", height: "22rem" });
      this.#frame.addEventListener("error", () => this.#tell("loaderror", { error: {} }));
      addEventListener("message", this.#hear);
      place.replaceChildren(this.#frame);
    }

    on(event, listener) {
      (this.#listeners[event] ??= []).push(listener);
      return this;
    }

    unmount() {
      removeEventListener("message", this.#hear);
      this.#frame?.remove();
      this.#frame = undefined;
    }

    destroy() {
      this.unmount();
    }

    ask(ask, values = {}) {
      if (!this.#frame) throw new Error("The element is not mounted.");
      this.#asked += 1;
      const answered = new Promise((resolve) => this.#waiting.set(this.#asked, resolve));
      this.#frame.contentWindow.postMessage({ sandboxAsk: this.#asked, ask, ...values }, origin);
      return answered;
    }

    #take({ data, origin: from, source }) {
      if (from !== origin || source !== this.#frame?.contentWindow || !data.sandboxElement) return;
      if (data.answers) {
        this.#waiting.get(data.answers)?.(data.answer);
        this.#waiting.delete(data.answers);
        return;
      }
      if (data.event === "resize") this.#frame.style.height = `${data.height}px`;
      else this.#tell(data.event, { elementType: "payment", ...data });
    }

    #tell(event, detail) {
      for (const listener of this.#listeners[event] ?? []) listener(detail);
    }
  }

  class Elements {
    #payment = null;

    constructor(settings) {
      this.settings = settings;
    }

    create(type) {
      if (type !== "payment") throw lacks(`${type} element`);
      this.#payment = new PaymentElement(this.settings);
      return this.#payment;
    }

    getElement(type) {
      return type === "payment" ? this.#payment : null;
    }

    submit() {
      return this.#payment.ask("submit");
    }
  }

  window.Stripe = (key) => {
    if (!String(key).startsWith("pk_test_")) throw new Error("The payment sandbox takes pk_test_ keys only.");
    return {
      elements({ clientSecret, customerSessionClientSecret, locale, appearance } = {}) {
        if (!clientSecret) throw lacks("elements without a clientSecret");
        return new Elements({ clientSecret, customerSessionClientSecret, locale, appearance, key });
      },
      async confirmPayment({ elements, confirmParams = {}, redirect = "always" }) {
        const returnUrl = confirmParams.return_url ?? "";
        if (redirect === "always" && !returnUrl) throw new Error("confirmPayment needs a return_url.");
        const { error, paymentIntent, url } = await elements.getElement("payment").ask("confirm", { returnUrl });
        if (error) return { error };
        const challenged = paymentIntent.status === "requires_action";
        if (redirect === "if_required" && !challenged) return { paymentIntent };
        location.assign(url);
        return new Promise(() => {});
      },
      async retrievePaymentIntent(clientSecret) {
        const query = new URLSearchParams({ client_secret: clientSecret });
        const answer = await fetch(`${origin}/elements/${idOf(clientSecret)}/intent?${query}`);
        const document = await answer.json();
        return answer.ok ? { paymentIntent: document } : document;
      },
    };
  };
})();
