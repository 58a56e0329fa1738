// Figures and times in words. A number never stands without its unit.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const count = (n: number): string => whole.format(n);

// many(1, "code") is "1 code", many(2, "code") is "2 codes".
export function many(n: number, one: string, more = one + "s"): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

export const people = (n: number): string => many(n, "person", "people");

// ago says how long something is past, as an eye wants to read it.
export function ago(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

// The venue's clock is shown as it was written, whatever zone this browser is in.
export const hoursMinutes = (time: string): string => time.slice(11, 16);
export const clock = (time: string): string => time.slice(11, 19);

export function day(time: string): string {
  const date = new Date(time.slice(0, 10) + "T00:00:00Z");
  return date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
}

export const never = (time: string): boolean => time.startsWith("0001-");

// between is how many of the venue's seconds lie from one time to a later one.
export const between = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
