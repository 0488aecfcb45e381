// The websocket to the hub: says hello, comes back by itself with growing pauses, and notices a line
// that died without a word.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const ANSWER_WITHIN_MS = 20_000;
const QUIET_MS = 25_000;

export class LineDown extends Error {}

export class Line {
  // `hear` gets every frame but answers; `tell` is called with connecting, live or down.
  constructor(session, { hear, tell }) {
    this.session = session;
    this.hear = hear;
    this.tell = tell;
    this.state = "connecting";
    this.pause = FIRST_PAUSE_MS;
    this.waiting = new Map();
    this.heard = 0;
    this.list = null;
    this.timer = 0;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    setInterval(() => this.feel(), QUIET_MS / 2);
  }

  // Try now instead of at the end of the pause.
  wake() {
    if (this.socket) return void this.feel();
    clearTimeout(this.timer);
    this.connect();
  }

  connect() {
    this.change("connecting");
    const socket = new WebSocket(this.session.ws_url);
    this.socket = socket;
    const tooLong = setTimeout(() => this.lost(socket), ANSWER_WITHIN_MS);
    socket.onopen = () => socket.send(JSON.stringify({
      frame: "hello", token: this.session.token, protocol: 1, depot: this.session.depot, takes_changes: true }));
    socket.onmessage = (event) => {
      if (socket !== this.socket) return;
      clearTimeout(tooLong);
      this.heard = Date.now();
      this.take(JSON.parse(event.data));
    };
    socket.onclose = () => { clearTimeout(tooLong); this.lost(socket); };
  }

  take(frame) {
    const answered = ["accepted", "refused"].includes(frame.frame) && this.waiting.get(frame.id);
    if (answered) return answered(frame);
    if (frame.frame === "welcome") {
      this.pause = FIRST_PAUSE_MS;
      this.change("live");
    }
    this.hear(this.whole(frame));
  }

  // After the first list of a connection the hub sends only those stops of it that look otherwise.
  whole(frame) {
    if (frame.frame === "driver_stops") {
      const anew = new Map(frame.stops.map((stop) => [stop.id, stop]));
      frame = { ...this.list, stops: this.list.stops.map((stop) => anew.get(stop.id) ?? stop) };
    }
    if (frame.frame === "driver_view") this.list = frame;
    return frame;
  }

  // The hub's answer to a command; rejects when the line goes down before it.
  async ask(id, command) {
    if (this.state !== "live") throw new LineDown();
    const { socket } = this;
    const tooLong = setTimeout(() => this.lost(socket), ANSWER_WITHIN_MS);
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(id, (frame) => (frame ? resolve(frame) : reject(new LineDown())));
        socket.send(JSON.stringify({ frame: "ask", id, command }));
      });
    } finally {
      clearTimeout(tooLong);
      this.waiting.delete(id);
    }
  }

  // Whether a frame that nobody answers could be sent.
  send(frame) {
    if (this.state !== "live") return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  // Go on as who this session says.
  become(session) {
    this.session = session;
    this.pause = FIRST_PAUSE_MS;
    this.drop();
    this.wake();
  }

  drop() {
    if (this.socket) this.lost(this.socket);
  }

  lost(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    socket.close();
    this.change("down");
    for (const answered of [...this.waiting.values()]) answered(null);
    this.timer = setTimeout(() => this.connect(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  // A browser is not told of the hub's pings, so a quiet line is felt by asking for something small.
  async feel() {
    const { socket } = this;
    if (this.state !== "live" || Date.now() - this.heard < QUIET_MS) return;
    try {
      await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
      this.heard = Date.now();
    } catch {
      this.lost(socket);
    }
  }

  change(state) {
    this.state = state;
    this.tell(state);
  }
}
