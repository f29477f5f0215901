// Chime and voice by Web Audio. A sound is fetched and decoded as soon as its call is known, and played in its turn.

const KEPT = 24; // decoded sounds
const PATIENCE_MS = 8_000; // for a sound to be fetched
const SPARE_S = 0.5; // that the end of a sound may be told late

export class Sound {
  constructor(chime, volume) {
    this.address = chime;
    this.volume = volume;
    this.ready = new Map();
    this.playing = null;
    this.onmute = () => {};
  }

  // Made when it is needed first: a browser may refuse it, or refuse to let it sound before somebody touches the screen.
  open() {
    if (!this.context || this.context.state === "closed") {
      this.context = new AudioContext();
      this.gain = this.context.createGain();
      this.gain.gain.value = this.volume;
      this.gain.connect(this.context.destination);
    }
    return this.context;
  }

  async wake() {
    const context = this.open();
    if (context.state !== "running") await Promise.race([context.resume(), new Promise((go) => setTimeout(go, 500))]);
    const muted = context.state !== "running";
    this.onmute(muted);
    if (muted) throw new Error("the browser lets nothing sound before somebody touches the screen");
  }

  prepare(addresses) {
    for (const address of addresses) {
      if (this.ready.has(address)) continue;
      const sound = this.fetch(address);
      sound.catch(() => this.ready.delete(address)); // tried again in its turn
      this.ready.set(address, sound);
    }
    for (const address of [...this.ready.keys()].slice(0, Math.max(0, this.ready.size - KEPT))) {
      if (address !== this.address) this.ready.delete(address);
    }
  }

  // Resolves to null where the server has no voice.
  async fetch(address) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 204) return null;
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return this.open().decodeAudioData(await answer.arrayBuffer());
  }

  chime() {
    return this.address ? this.play(this.address) : null;
  }

  async play(address) {
    await this.wake();
    this.prepare([address]);
    const turn = (this.playing = { address });
    const sound = await this.ready.get(address);
    if (!sound || this.playing !== turn) return;
    const source = this.context.createBufferSource();
    source.buffer = sound;
    source.connect(this.gain);
    turn.source = source;
    turn.ends = this.context.currentTime + sound.duration + SPARE_S;
    await new Promise((ended) => {
      source.onended = ended;
      source.start();
    });
    source.disconnect();
    if (this.playing === turn) this.playing = null;
  }

  // How long what is heard now will still last, in milliseconds.
  left() {
    const { ends = 0 } = this.playing || {};
    return Math.max(0, ends - this.open().currentTime) * 1000;
  }

  // What was still being fetched or decoded may hang for good: next time it is fetched anew.
  stop() {
    const turn = this.playing;
    this.playing = null;
    if (!turn) return;
    if (!turn.source) {
      this.ready.delete(turn.address);
      return;
    }
    turn.source.disconnect();
    try {
      turn.source.stop();
    } catch {
      // It was never begun.
    }
  }
}
