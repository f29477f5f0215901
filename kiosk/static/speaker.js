// One voice: says texts one after the other, each made by the server, and stops in the middle of a word when told.

const KEPT = 60; // sounds
const PATIENCE_MS = 6_000;
const WAKING_MS = 500;

export class Speaker {
  // volume: from 0 to 1.  said(text): is told when a text begins to sound; refused(): the server does not know a seal;
  // silent(): there is no voice.
  constructor({ volume, said, refused, silent }) {
    Object.assign(this, { said, refused, silent });
    this.sounds = new Map();
    this.queue = [];
    this.speaking = false;
    this.context = new AudioContext();
    this.gain = this.context.createGain();
    this.gain.gain.value = volume;
    this.gain.connect(this.context.destination);
  }

  awake() {
    return this.context.state === "running";
  }

  // A browser may let nothing sound before a key is pressed.
  async wake() {
    if (!this.awake()) await Promise.race([this.context.resume(), new Promise((go) => setTimeout(go, WAKING_MS))]);
    return this.awake();
  }

  turn(volume) {
    this.gain.gain.value = volume;
  }

  prepare(texts) {
    for (const one of texts) {
      if (this.sounds.has(one.seal)) continue;
      const sound = this.fetch(one);
      sound.catch(() => this.sounds.delete(one.seal)); // tried again when it is to be said
      this.sounds.set(one.seal, sound);
    }
    for (const seal of [...this.sounds.keys()].slice(0, Math.max(0, this.sounds.size - KEPT))) this.sounds.delete(seal);
  }

  // Resolves to null where nothing can be heard.
  async fetch({ language, text, seal, secret }) {
    const body = new URLSearchParams({ language, text, seal, secret });
    const answer = await fetch("/kiosk/say", { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 403) this.refused();
    if (answer.status === 204) this.silent();
    if (answer.status !== 200) return null;
    return this.context.decodeAudioData(await answer.arrayBuffer());
  }

  // Cuts what is being said and says this.
  async say(texts) {
    this.cut();
    return this.add(texts);
  }

  // Says this after what is being said.
  async add(texts) {
    this.prepare(texts);
    this.queue.push(...texts);
    if (!this.speaking) await this.run();
  }

  cut() {
    this.queue = [];
    this.speaking = false;
    this.turnOf = null;
    if (this.source) this.source.stop();
    this.source = null;
  }

  async run() {
    const mine = (this.turnOf = {});
    this.speaking = true;
    if (!(await this.wake())) this.queue = [];
    while (this.turnOf === mine && this.queue.length) {
      const one = this.queue.shift();
      this.prepare([one]);
      const sound = await this.sounds.get(one.seal).catch(() => null);
      if (this.turnOf !== mine || !sound) continue;
      const source = this.context.createBufferSource();
      source.buffer = sound;
      source.connect(this.gain);
      this.source = source;
      await new Promise((ended) => {
        source.onended = ended;
        source.start();
        this.said(one.text);
      });
      source.disconnect();
    }
    if (this.turnOf === mine) this.speaking = false;
  }
}
