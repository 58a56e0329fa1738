// What one person sees of themselves; controller/console/attendee.go sends it.
export interface Me {
  first_name: string;
  venue: string;
  at: string;
  rewards: Reward[];
  consents: { purpose: string; yes: boolean }[];
  push: { key?: string; agreed: boolean; browser: boolean };
}

export interface Reward {
  reward: string;
  state: "coming" | "yours" | "redeemed" | "draw" | "lost";
  code?: string;
  text?: string;
  at: string;
  expires?: string;
  hand_out_at?: string;
  why: { title: string; facts: string[] };
}

// Declined is why the venue said no, in its words.
export class Declined extends Error {}

const CACHE = "foyer-me"; // the worker reads it too
const KEY = "/me/key";

// keyOf is the personal key: of the link that was opened, or of the one before.
export async function keyOf(): Promise<string> {
  const given = location.hash.slice(1);
  if (!("caches" in window)) return given;
  const cache = await caches.open(CACHE);
  if (given) await cache.put(KEY, new Response(given));
  return given || (await (await cache.match(KEY))?.text()) || "";
}

export async function ask<T>(key: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (answer.status === 204) return undefined as T;
  const told: unknown = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Declined((told as { text?: string }).text ?? "The venue does not answer now. Try again in a moment.");
  return told as T;
}

// titled is a reward's name as people say it: starbucks-5 is "Starbucks 5".
export const titled = (name: string): string => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("-", " ");

// clock is the hour of a moment as the venue's clocks show it, and its day when
// that is another one.
export function clock(at: string, now: string): string {
  const day = new Date(`${at.slice(0, 10)}T12:00:00Z`).toLocaleDateString("en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return at.slice(0, 10) === now.slice(0, 10) ? at.slice(11, 16) : `${day}, ${at.slice(11, 16)}`;
}
