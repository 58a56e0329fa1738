import type { DJList } from "../state";

// What a DJ's button says: the mirror of console/dj.go.
export type Does = "accept" | "played" | "later" | "no" | "block" | "block-artist" | "unblock" | "unblock-artist" | "pause" | "go-on" | "undo";

// press is done once it is saved; what is thrown says in words why it is not.
export async function press(queue: string, does: Does, song = ""): Promise<DJList> {
  let answer: Response;
  try {
    answer = await fetch("/api/dj", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ queue, do: does, song }) });
  } catch {
    throw new Error("The controller does not answer. Nothing was changed.");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told as DJList;
}
