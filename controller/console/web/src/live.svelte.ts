import type { State } from "./state";

// What the controller said last, and when. The stream begins with the whole
// state and goes on with the top-level parts that changed.
export class Live {
  state = $state.raw<State>();
  // When the last news came and what time it is, in seconds of this browser.
  // The two are read together, so they are told together.
  heard = $state(seconds());
  now = $state(seconds());

  #source: EventSource | undefined;
  #page: string | undefined;

  // How long the controller has said nothing.
  silence = $derived(Math.max(0, this.now - this.heard));

  // start listens until the returned function is called.
  start(): () => void {
    this.#listen();
    const tick = setInterval(() => (this.now = seconds()), 100);
    return () => {
      clearInterval(tick);
      this.#source?.close();
    };
  }

  #listen(): void {
    const source = new EventSource("/api/live");
    this.#source = source;
    source.onmessage = (message: MessageEvent<string>) => this.#take(JSON.parse(message.data) as Partial<State>);
    source.addEventListener("page", (message: MessageEvent<string>) => this.#current(message.data));
    source.onerror = () => {
      // A browser comes again by itself after a broken stream, but not after
      // an answer that was no stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#source === source && this.#listen(), 1000);
    };
  }

  // A screen on a wall outlives its controller: a newer one has newer pages.
  #current(page: string): void {
    if (this.#page !== undefined && this.#page !== page) location.reload();
    this.#page = page;
  }

  #take(parts: Partial<State>): void {
    // The first message is whole, so after it every part is there.
    this.state = { ...this.state, ...parts } as State;
    this.heard = this.now = seconds();
  }
}

function seconds(): number {
  return performance.now() / 1000;
}
