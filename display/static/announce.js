// Who is announced when: one call after the other, each with its own chime and its own number, whatever fails.
//
// No step of a call may keep the next one waiting: each has a time limit, and a failure is only told. What is no longer
// true is not said: a call leaves as soon as its client has been served, in the middle of its turn too.

export const LEAST_MS = 6_000; // a call stands as the newest at least so long
export const FRESH_MS = 15_000; // an older one that the page learns of (after a break in the line) is shown in silence
export const OLD_MS = 45_000; // one that waited so long here (the computer slept) is shown in silence too
export const PAUSE_MS = 2_000; // before a call is said once more
export const CHIME_MS = 3_000; // the longest that a chime may take, and a voice
export const VOICE_MS = 12_000; // more only if it is heard by then, and as much as is left of it
const LONGEST_MS = 45_000;
const MANY = 3; // more than these waiting: two stand together, and are said shortly
const REMEMBERED_MS = 60_000;

const keyOf = (call) => `${call.number}@${call.at}`;

export class Announcer {
  // stage: show(calls) and rest().  sound: prepare(urls), chime(), play(url), left() in milliseconds, stop().  clock: now() in milliseconds of
  // the server, wait(ms, signal) that resolves when the time or the signal comes.  known: calls announced before the
  // page was loaded anew; repeat: whether a call is said once more.  failed: is told of what went wrong.
  constructor({ stage, sound, clock, known = null, repeat = true, failed = () => {} }) {
    Object.assign(this, { stage, sound, clock, repeat, failed });
    this.known = known && new Map(known.map((key) => [key, Number(key.split("@")[1])]));
    this.queue = [];
    this.turn = null;
    this.standing = new Set();
  }

  // Each picture tells all calls that stand: {number, at, full, short}, the last two lists of addresses.
  learn(calls) {
    const now = this.clock.now();
    const first = this.known === null;
    if (first) this.known = new Map();
    this.standing = new Set(calls.map(keyOf));
    this.queue = this.queue.filter((call) => this.stands(call));
    const fresh = calls.filter((call) => !this.known.has(keyOf(call)));
    for (const call of fresh) this.known.set(keyOf(call), call.at);
    for (const [key, at] of this.known) {
      if (!this.standing.has(key) && now - at > REMEMBERED_MS) this.known.delete(key);
    }
    const announced = first ? [] : fresh.filter((call) => now - call.at < FRESH_MS);
    announced.sort((one, other) => one.at - other.at || (one.number < other.number ? -1 : 1));
    for (const call of announced) this.sound.prepare([...call.full, ...call.short]);
    if (this.turn && !this.turn.calls.some((call) => this.stands(call))) this.turn.end.abort();
    this.add(announced);
  }

  // A sentence to all, such as how many will still be served: it waits its turn like a call, and shows nothing.
  tell(address) {
    this.sound.prepare([address]);
    this.add([{ at: this.clock.now(), full: [address], short: [address], text: true }]);
  }

  add(calls) {
    this.queue.push(...calls);
    if (!this.queue.length) return;
    if (this.turn) this.turn.spare.abort();
    else this.run();
  }

  stands(call) {
    return call.text || this.standing.has(keyOf(call));
  }

  remembered() {
    return this.known === null ? null : [...this.known.keys()];
  }

  async run() {
    while (this.queue.length) {
      const together = this.queue.length > MANY && !this.queue[0].text && !this.queue[1].text;
      const calls = this.queue.splice(0, together ? 2 : 1);
      // `end`: none of them stands any more.  `spare`: somebody else waits, what could be left out is.
      this.turn = { calls, end: new AbortController(), spare: new AbortController() };
      try {
        await this.announce(calls, this.turn.end.signal);
      } catch (trouble) {
        this.failed("a call", trouble);
      }
    }
    this.turn = null;
    this.stage.rest();
  }

  async announce(calls, end) {
    if (calls[0].text) {
      await this.say(calls, "full", end, false);
      return;
    }
    const shortly = calls.length > 1 || this.queue.length > 0;
    const stands = this.clock.wait(LEAST_MS, end);
    this.stage.show(calls);
    await this.say(calls, shortly ? "short" : "full", end);
    await stands;
    if (this.repeat && !shortly) await this.sayAgain(calls);
  }

  async sayAgain(calls) {
    const { end, spare } = this.turn;
    if (this.queue.length) return;
    end.signal.addEventListener("abort", () => spare.abort());
    if (end.signal.aborted) return;
    await this.clock.wait(PAUSE_MS, spare.signal);
    if (!spare.signal.aborted) await this.say(calls, "short", spare.signal, false);
  }

  async say(calls, form, signal, chimed = true) {
    const silence = () => this.sound.stop();
    signal.addEventListener("abort", silence);
    const heard = calls.filter((call) => this.clock.now() - call.at < OLD_MS);
    if (heard.length && chimed) await this.step("chime", () => this.sound.chime(), CHIME_MS, signal);
    for (const call of heard) {
      for (const address of call[form]) {
        if (!this.stands(call)) break;
        await this.step(address, () => this.sound.play(address), VOICE_MS, signal);
      }
    }
    signal.removeEventListener("abort", silence);
  }

  // One sound: it is over when it ends, when it fails, when its time is up, or when it is not needed any more.
  async step(what, work, most, signal) {
    if (signal.aborted) return;
    const over = new AbortController();
    signal.addEventListener("abort", () => over.abort());
    let late = true;
    const sounded = Promise.resolve()
      .then(work)
      .then(() => (late = false));
    try {
      const limit = this.clock
        .wait(most, over.signal)
        .then(() => this.clock.wait(Math.min(this.sound.left(), LONGEST_MS - most), over.signal));
      await Promise.race([sounded, limit]);
      if (late && !signal.aborted) throw new Error("it takes too long");
    } catch (trouble) {
      this.sound.stop();
      this.failed(what, trouble);
    } finally {
      over.abort();
    }
  }
}

export const clock = (now) => ({
  now,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      if (signal?.aborted) done();
      else signal?.addEventListener("abort", done);
    }),
});
