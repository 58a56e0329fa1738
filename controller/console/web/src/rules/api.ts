// What the pages ask of the controller about its rules: the mirror of
// console/rules.go.

export interface Problem {
  line: number;
  column: number;
  end_column: number;
  rule?: string;
  severity: "error" | "warning";
  message: string;
  suggestion?: { text: string; replace?: { from: number; col: number; len: number; with: string } };
}

export interface Version {
  number: number;
  author: string;
  message: string;
  at: string;
  state: "draft" | "checked" | "shadow" | "live" | "retired";
  errors: number;
  warnings: number;
  tests: number;
  otherwise: number;
  from?: number;
  source?: string;
  would?: { rule: string; title: string; times: number; live: number }[];
}

export interface RulesList {
  live: number;
  file: string;
  source: string;
  wrong?: string;
  versions: Version[];
  rules: { id: string; title: string }[];
  channels: string[];
}

export interface DiffLine {
  op: "+" | "-" | " ";
  old?: number;
  new?: number;
  text: string;
}

export interface Waiting {
  rule: string;
  title: string;
  people: number;
  choices: string[];
}

// Refused is why the controller does not do what it was asked.
export class Refused extends Error {
  constructor(
    message: string,
    readonly problems: Problem[] = [],
    readonly waiting: Waiting[] = [],
  ) {
    super(message);
  }
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Refused("The controller does not answer. Nothing was changed.");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.error, told.problems, told.waiting);
  return told as T;
}

export const list = () => ask<RulesList>("/api/rules");
export const show = (version: number) => ask<Version>(`/api/rules/versions/${version}`);
export const diff = async (from: number, to: number) => (await ask<{ lines: DiffLine[] }>(`/api/rules/diff?from=${from}&to=${to}`)).lines;
export const check = async (source: string) => (await ask<{ problems: Problem[] }>("/api/rules/check", { source })).problems;
export const save = async (source: string, message: string) => (await ask<{ version: Version }>("/api/rules/versions", { source, message })).version;
export const stop = (what: string, on: boolean) => ask<unknown>("/api/stop", { what, on });

export const publish = async (verb: "publish" | "rollback", version: number, waits: Record<string, string>) =>
  (await ask<{ version: Version }>(`/api/rules/${verb}`, { version, waits })).version;

// shadow tries a version beside the live one; 0 ends it.
export const shadow = (version: number) => ask<unknown>("/api/rules/publish", { version, mode: "shadow" });

// mended is the source after one click on a suggestion.
export function mended(source: string, problem: Problem): string {
  const edit = problem.suggestion?.replace;
  if (!edit) return source;
  const lines = source.split("\n");
  const letters = [...(lines[edit.from - 1] ?? "")];
  letters.splice(edit.col - 1, edit.len, edit.with);
  lines[edit.from - 1] = letters.join("");
  return lines.join("\n");
}
