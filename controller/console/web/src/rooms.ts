import type { AnchorPlan, Lamp, State, Zone, ZonePlan } from "./state";
import { area } from "./floor/shape";

// Room is one zone as the page shows it: where it lies, who is in it, what
// hangs in it.
export interface Room extends ZonePlan, Zone {
  load: number; // share of full, 0..1
  over: boolean; // more people than it was said to hold
  lamps: Lamp[];
  anchors: AnchorPlan[];
}

// A zone without a capacity counts as full with one person on two square
// metres: a crowd one can still walk through.
const metresEach = 2;

export function rooms(state: State): Room[] {
  const counts = new Map(state.zones.map((zone) => [zone.id, zone]));
  return (state.plan.zones ?? []).map((plan) => {
    const { people, capacity } = counts.get(plan.id) ?? { people: 0, capacity: 0 };
    const full = capacity || area(plan.area) / metresEach;
    const lamps = state.lamps.filter((lamp) => lamp.zone === plan.id);
    const anchors = (state.plan.anchors ?? []).filter((anchor) => anchor.zone === plan.id);
    return { ...plan, people, capacity, lamps, anchors, load: full > 0 ? Math.min(1, people / full) : 0, over: capacity > 0 && people > capacity };
  });
}
