import { mount } from "svelte";
import Me from "./Me.svelte";
import "../app.css";

const target = document.getElementById("app");
if (target) mount(Me, { target });
