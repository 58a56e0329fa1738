import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The pages live inside the controller's binary and are shown by the browsers
// of one evening: nothing is inlined (the policy forbids it) and nothing old
// is supported.
export default defineConfig({
  plugins: [svelte()],
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: false, rollupOptions: { input: ["index.html", "me.html"] } },
});
