/* What the hall watches while nobody is called: pictures, videos, slides of words. Silent, and gone at the first call. */

const STANDS = 12000; // a picture or a slide
const LONGEST = 180000; // a video that does not end by itself

export class Reel {
  constructor(panel) {
    this.panel = panel;
    this.list = [];
    this.at = -1;
    this.on = false;
  }

  get any() { return this.list.length > 0; }

  async load(address) {
    const answer = await fetch(address, { cache: "no-cache" }).catch(() => null);
    if (!answer?.ok) return;
    this.list = await answer.json();
    if (this.on) this.next();
  }

  show(on) {
    if (on === this.on) return;
    this.on = on;
    if (on) this.next();
    else this.stop();
  }

  stop() {
    clearTimeout(this.timer);
    this.panel.replaceChildren();
  }

  next() {
    this.stop();
    if (!this.on || !this.any) return;
    this.at = (this.at + 1) % this.list.length;
    const one = this.list[this.at];
    this.panel.append(make[one.kind](one, () => this.next()), marks(this.list.length, this.at));
    this.panel.dataset.kind = one.kind;
    this.timer = setTimeout(() => this.next(), one.kind === "video" ? LONGEST : STANDS);
  }
}

const element = (name, more = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), more);
  made.append(...inside);
  return made;
};

/* One that cannot be shown makes way for the next, but never faster than one a second. */
const make = {
  image: (one, next) => element("img", { src: one.address, alt: one.title, onerror: () => setTimeout(next, 1000) }),
  video(one, next) {
    const video = element("video", { src: one.address, muted: true, autoplay: true, playsInline: true, onended: next });
    video.onerror = () => setTimeout(next, 1000);
    video.setAttribute("aria-label", one.title);
    return video;
  },
  slide(one) {
    const [title, ...steps] = one.words;
    const list = element("ol", {}, ...steps.map((step) => element("li", { textContent: step })));
    return element("div", { className: "tv-slide" }, element("h2", { textContent: title }), list);
  },
};

function marks(count, at) {
  const all = count > 1 && count <= 8 ? [...Array(count).keys()] : [];
  return element("p", { className: "tv-marks" }, ...all.map((n) => element("i", { className: n === at ? "now" : "" })));
}
