import { ask } from "./me";

// Whether this browser can be told at all: an iPhone only from the home screen.
export const able = (): boolean => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
export const iPhone = (): boolean => /iPhone|iPad/.test(navigator.userAgent);

// Trusted types want the one script that is named by us to be named by a policy.
interface Policies {
  createPolicy(name: string, rules: { createScriptURL(s: string): string }): { createScriptURL(s: string): unknown };
}
let address: unknown;
function worker(): string {
  const policies = (window as unknown as { trustedTypes?: Policies }).trustedTypes;
  address ??= policies ? policies.createPolicy("foyer-worker", { createScriptURL: () => "/me-worker.js" }).createScriptURL("") : "/me-worker.js";
  return address as string;
}

// install puts the worker in its place. It tells nothing unless pushes are on.
export const install = (): Promise<ServiceWorkerRegistration> => navigator.serviceWorker.register(worker(), { scope: "/me" });

// heard tells whether this very browser listens.
export async function heard(): Promise<boolean> {
  if (!able()) return false;
  const at = await navigator.serviceWorker.getRegistration("/me");
  return (await at?.pushManager.getSubscription()) != null;
}

// on asks for the browser's leave, which a person gives by their own hand.
export async function on(key: string, sender: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error("That is fine: nothing is pushed to you. Everything you are given is on this page, whenever you look.");
  }
  await install();
  const at = await navigator.serviceWorker.ready;
  const subscription = await Promise.race([at.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: sender }), silence()]);
  try {
    await ask(key, "POST", "/v1/subscriptions", subscription.toJSON());
  } catch (no) {
    await subscription.unsubscribe();
    throw no;
  }
}

// silence ends the wait for a browser that never answers, as one does that is
// private or cannot reach its push service.
const silence = (): Promise<never> =>
  new Promise((_, no) => setTimeout(() => no(new Error("This browser did not answer, perhaps because its window is private. Everything you are given is on this page.")), 15_000));

export async function off(key: string): Promise<void> {
  await ask(key, "DELETE", "/v1/subscriptions");
  const at = await navigator.serviceWorker.getRegistration("/me");
  await (await at?.pushManager.getSubscription())?.unsubscribe();
}
