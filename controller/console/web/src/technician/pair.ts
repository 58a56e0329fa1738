// Pairing with a bridge, as POST /api/pair tells it: the mirror of console/pair.go.

export interface PairLine {
  text: string;
  over?: boolean;
  ok?: boolean;
}

// pair asks for a key and tells each line as it comes; the last one is over.
export async function pair(bridge: string, tell: (line: PairLine) => void): Promise<void> {
  try {
    const answer = await fetch("/api/pair", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ bridge }) });
    if (!answer.ok || !answer.body) {
      tell({ text: (await answer.text()).trim() || "The controller did not take it.", over: true });
      return;
    }
    if (await lines(answer.body, tell)) return;
  } catch {
    // the line to the controller broke: said below
  }
  tell({ text: "The controller was lost in the middle. Try again.", over: true });
}

// lines tells one object a line, and whether the last one was over.
async function lines(body: ReadableStream<Uint8Array>, tell: (line: PairLine) => void): Promise<boolean> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  let over = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return over;
    const whole = (rest + value).split("\n");
    rest = whole.pop() ?? "";
    for (const text of whole) {
      const line = JSON.parse(text) as PairLine;
      over ||= line.over === true;
      tell(line);
    }
  }
}
