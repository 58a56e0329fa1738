// What the controller tells the page: the mirror of state.go. golden.ts is
// written by a Go test from the Go types and must satisfy these.
//
// Every time is on the venue's clock, in its time zone ("2026-05-09T21:14:05-07:00"):
// show its digits as they come. "0001-..." means never.

export interface State {
  venue: string;
  at: string;
  speed: number; // 1 live, 60 demo, 0 as fast as the machine can
  plan: Plan;
  zones: Zone[];
  people: number; // here now
  unknown: number; // of them, heard in no zone
  lamps: Lamp[];
  dj: DJList[];
  feed: Line[]; // newest first
  codes: Pool[];
  draws: Draw[];
  experiments: Experiment[];
  funnels: Funnel[];
  games: Game[];
  last_sighting: string;
  sightings: number;
  rate: number; // a second
  dropped: number;
  parts: Part[];
  refused: Reason[];
  devices: Device[];
  queues: Queue[];
  anchors: Anchor[];
  unclaimed: Unclaimed[];
  rules: number; // version that is in force
  wrong: string; // what is wrong with the rules file; empty = nothing
  stops: Stop[];
  staff: StaffMessage[];
}

export type Point = [x: number, y: number]; // metres, x right, y down

export interface Plan {
  width: number;
  depth: number;
  zones?: ZonePlan[];
  anchors?: AnchorPlan[];
}

export interface ZonePlan {
  id: string;
  kind: string;
  name: string;
  area: Point[];
}

export interface AnchorPlan {
  id: string;
  zone: string;
  at: Point;
  beacon: boolean;
}

export interface Zone {
  id: string;
  people: number;
  capacity: number; // 0 = not told
}

export interface Lamp {
  id: string;
  name: string;
  zone: string;
  colour: string; // "#rrggbb"
  brightness: number; // 0..1
  reachable: boolean;
  confirmed: boolean;
}

// DJList is what one DJ sees.
export interface DJList {
  id: string;
  name: string;
  zone: string; // of the DJ's floor
  requests?: Request[];
  tastes?: Taste[];
  paused: boolean;
  blocked?: { name: string; artist: boolean }[];
  bpm: number; // beats a minute that are heard now; 0 = none
  undo: string; // the last press, which can be taken back
}

export interface Request {
  song: string;
  artist: string;
  votes: number;
  weight: number; // of the votes by who is on the floor now
  state: string; // asked, accepted, later, played or no
  at: string;
  played: string;
  explicit: boolean;
  bpm: number; // 0 = not known
  key: string;
}

export interface Taste {
  taste: string;
  weight: number;
  people: number; // of them, on the floor now
  trend: number; // 1 = more than some minutes ago, -1 = fewer
}

export type LineKind = "push" | "reward" | "song" | "light" | "staff" | "webhook" | "rules" | "drop";

export interface Line {
  id: number;
  at: string;
  kind: LineKind;
  zone?: string;
  text: string;
  rule?: string;
}

export interface Pool {
  name: string;
  imported: number;
  free: number;
  reserved: number;
  given: number;
  redeemed: number;
  warn_below: number;
  item: boolean; // things of a stock, not codes
  hand_out_at: string; // where things are handed out
}

// A draw, without a name: won are lines of its list, at /draw/<reward>/list.txt once it is closed.
export interface Draw {
  reward: string;
  entrants: number;
  winners: number;
  closes: string;
  closed: boolean;
  hash: string; // empty while it is open
  seed_from: string;
  seed: string; // empty until it is drawn
  drawn: string;
  won: string[];
  redeemed: number; // prizes handed out
  hand_out_at: string;
}

// Funnel is what became of the pushes of one rule.
export interface Funnel {
  rule: string;
  title: string;
  accepted: number;
  shown: number;
  opened: number;
  redeemed: number;
}

export interface Experiment {
  id: string;
  title: string;
  over: boolean;
  text: string;
  warning?: string;
  groups: Group[];
  differences: Difference[]; // only when it is over
}

// A number of -1 is hidden: so few people might be known to each other.
export interface Group {
  name: string;
  shown: number;
  judged: number;
  succeeded: number;
}

export interface Difference {
  variant: string;
  against: string;
  low: number; // shares, -1..1
  high: number;
}

export type PartState = "ok" | "starting" | "down" | "trial";

export interface Part {
  name: string;
  state: PartState;
  since: string;
  text?: string;
}

// A device with all that is known of it.
export interface Device {
  name: string;
  kind: string; // what it is and where; empty while its key is missing
  state: PartState;
  since: string;
  problem: string; // what is wrong and what to do; empty = nothing
  accepted: number;
  refused: number;
  figures?: Figure[];
  pair: string; // address of a bridge to pair with; empty = none
}

export interface Figure {
  label: string;
  value: string; // with its unit
  ill: boolean; // someone should look
}

// What is on its way to devices of one kind.
export interface Queue {
  name: string;
  waiting: number;
  oldest: number; // seconds; 0 = nothing waits
  given_up: number;
}

export interface Anchor {
  id: string;
  zone: string;
  beacon: boolean;
  heard: string;
  sightings: number;
  dead: boolean;
}

export interface Unclaimed {
  prefix: string;
  count: number;
  sample: string;
}

export interface Reason {
  reason: string;
  count: number;
}

// StaffMessage is a line for the people who run the evening.
export interface StaffMessage {
  id: string;
  at: string;
  text: string;
  rule: string;
  done: boolean; // somebody has seen to it
}

// Stop is something that an organizer has stopped.
export interface Stop {
  what: string; // all, rule:ID or channel:NAME
  by?: string;
  at: string;
}

export interface Game {
  name: string;
  players: number;
  points: number;
  places: { place: number; points: number }[];
}
