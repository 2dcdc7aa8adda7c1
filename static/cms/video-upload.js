// A lesson's film in the edit form: uploads while the editor keeps writing.

class VideoField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.onChoice(event));
    this.addEventListener("click", (event) => this.onPress(event));
    this.stay = (event) => event.preventDefault();
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  onChoice(event) {
    const input = event.target;
    const [file] = input.files ?? [];
    if (!file) return;
    // The form must not take this for a change of its own.
    event.stopPropagation();
    input.value = "";
    if (input.matches("[data-film]")) this.upload(file);
    if (input.matches("[data-captions]")) this.caption(input.closest("li"), file);
  }

  onPress(event) {
    if (event.target.closest("[data-cancel]")) this.request?.abort();
    if (event.target.closest("[data-detach]")) this.detach();
    const remove = event.target.closest("[data-remove-captions]");
    if (remove) this.uncaption(remove.closest("li"));
  }

  upload(file) {
    this.say("");
    if (file.size > Number(this.dataset.most)) return this.refuse(this.dataset.tooLarge);
    const request = this.prepared("POST", this.dataset.url);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", ({ loaded, total }) => this.progress(file, loaded, total));
    request.addEventListener("load", () => this.uploaded(request));
    request.addEventListener("error", () => this.refuse(this.dataset.failed));
    request.addEventListener("abort", () => this.say(this.dataset.canceled));
    request.addEventListener("loadend", () => this.busy(null));
    this.busy(request);
    this.progress(file, 0, file.size);
    request.send(file);
  }

  progress(file, sent, total) {
    const percent = total ? Math.floor((sent / total) * 100) : 0;
    this.querySelector("progress").value = percent;
    this.part("percent").textContent = `${percent} %`;
    // Announced in quarters, so that a screen reader is not read every step.
    const quarter = Math.floor(percent / 25);
    if (percent === 100) this.say(this.dataset.checking);
    else if (quarter !== this.quarter) this.say(`${this.dataset.sending} ${file.name}, ${quarter * 25} %`);
    this.quarter = quarter;
  }

  uploaded(request) {
    const answer = this.answerOf(request);
    if (!answer.id) return this.refuse(answer.error ?? this.dataset.failed);
    this.show(answer.html);
    this.set(answer.id);
    this.say(`${this.dataset.attached} ${answer.name}, ${answer.duration}`);
  }

  caption(row, file) {
    const request = this.prepared("POST", row.dataset.url);
    this.sendCaptions(request, row.dataset.language, this.dataset.captioned, file);
  }

  uncaption(row) {
    const request = this.prepared("DELETE", row.dataset.url);
    this.sendCaptions(request, row.dataset.language, this.dataset.uncaptioned);
  }

  sendCaptions(request, language, done, file) {
    this.say("");
    request.addEventListener("load", () => {
      const answer = this.answerOf(request);
      if (!answer.html) return this.refuse(answer.error ?? this.dataset.failed);
      this.show(answer.html);
      this.say(done);
      this.querySelector(`[data-language="${language}"] [data-captions]`)?.focus();
    });
    request.addEventListener("error", () => this.refuse(this.dataset.failed));
    request.send(file);
  }

  detach() {
    this.set("");
    this.part("card").replaceChildren();
    this.say(this.dataset.removed);
    this.part("film").focus();
  }

  prepared(method, url) {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("X-CSRFToken", this.closest("form").elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    return request;
  }

  answerOf(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return {};
    }
  }

  busy(request) {
    this.request = request;
    this.quarter = undefined;
    this.part("sending-panel").hidden = !request;
    this.part("film").disabled = Boolean(request);
    // While the bar shows it, the words are for screen readers only.
    this.part("status").classList.toggle("w-sr-only", Boolean(request));
    if (request) window.addEventListener("beforeunload", this.stay);
    else window.removeEventListener("beforeunload", this.stay);
  }

  set(id) {
    const input = this.part("video-id");
    input.value = id;
    this.part("detach").hidden = !id;
    // Wagtail's autosave listens for this.
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show(html) {
    this.part("card").innerHTML = html;
  }

  say(words) {
    this.part("refusal").textContent = "";
    this.part("status").textContent = words;
  }

  refuse(words) {
    this.part("status").textContent = "";
    this.part("refusal").textContent = words;
  }
}

customElements.define("video-field", VideoField);
