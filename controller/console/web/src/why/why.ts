// What the console answers about a person and a rule. A test of the Go types
// keeps the two the same.
export interface Why {
  rule: string;
  title: string;
  person?: string;
  zone?: string;
  at: string;
  text: string;
  checks: Check[];
  decisions: Decided[];
  visits: Counted[];
}

export interface Check {
  gate: string;
  asks: string;
  holds: boolean;
  open: boolean;
  because: string;
  would: string;
}

export interface Decided {
  rule: string;
  person?: string;
  at: string;
  outcome: string;
  because: string;
  does: string[];
  facts: string[];
}

export interface Counted {
  zone: string;
  from: string;
  to: string;
  open: boolean;
  for: string;
  holds: boolean;
  because: string;
}

export interface Reading {
  rule: string;
  title: string;
  text: string;
  zone: boolean;
}

// ask gets one answer, or throws what is wrong in plain words.
export async function ask<T>(path: string, words: Record<string, string> = {}): Promise<T> {
  const question = new URLSearchParams(words).toString();
  let reply: Response;
  try {
    reply = await fetch(question ? `${path}?${question}` : path, { cache: "no-store" });
  } catch {
    throw new Error("The controller does not answer. It may be starting again: try once more.");
  }
  const answer = await reply.json().catch(() => ({ error: "This controller cannot answer questions." }));
  if (!reply.ok) throw new Error(answer.error);
  return answer as T;
}
