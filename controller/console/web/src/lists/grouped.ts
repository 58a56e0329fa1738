import type { Line, LineKind } from "../state";

// kinds are the kinds of lines, with the words and the small picture (24 by 24)
// that stand for them.
export const kinds: { id: LineKind; one: string; many: string; picture: string }[] = [
  { id: "push", one: "Push", many: "pushes", picture: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2" },
  { id: "reward", one: "Reward", many: "rewards", picture: "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-2 0-5-.5-5-2.5S10 2.5 12 7c2-4.5 5-4.5 5-2.5S14 7 12 7z" },
  { id: "song", one: "Song", many: "songs", picture: "M9 18V5l10-2v13M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z" },
  { id: "light", one: "Light", many: "lights", picture: "M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10.5c.8.8 1 1.5 1 2.5h6c0-1 .2-1.7 1-2.5A6 6 0 0 0 12 3z" },
  { id: "webhook", one: "Webhook", many: "webhooks", picture: "M5 12h11M11 7l5 5-5 5M19 5v14" },
  { id: "staff", one: "Staff", many: "staff lines", picture: "M5 4h14v12H9l-4 4z" },
  { id: "rules", one: "Rules", many: "rules", picture: "M6 3h9l4 4v14H6zM9 11h7M9 15h7" },
  { id: "drop", one: "Not done", many: "not done", picture: "M5 12h14" },
];

export interface Group extends Line {
  key: number; // stays when more of the same join
  times: number;
}

// grouped joins neighbours that say the same. The key is that of the oldest, so
// that a group grows in its place.
export function grouped(lines: Line[]): Group[] {
  const out: Group[] = [];
  for (const line of lines) {
    const last = out.at(-1);
    if (last && last.text === line.text && last.zone === line.zone && last.rule === line.rule) {
      last.times++;
      last.key = line.id;
    } else {
      out.push({ ...line, key: line.id, times: 1 });
    }
  }
  return out;
}
