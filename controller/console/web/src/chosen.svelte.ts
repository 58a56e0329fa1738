import { createSubscriber } from "svelte/reactivity";

// Which zone's details are open stands in the address ("#zone=bacon"), so that
// the browser's back button closes them and a link opens them.
const mark = "#zone=";

const watch = createSubscriber((update) => {
  addEventListener("hashchange", update);
  return () => removeEventListener("hashchange", update);
});

export const chosen = {
  get zone(): string {
    watch();
    return location.hash.startsWith(mark) ? decodeURIComponent(location.hash.slice(mark.length)) : "";
  },
};

export const linkTo = (zone: string): string => mark + encodeURIComponent(zone);
