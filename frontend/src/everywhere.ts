import type { Load } from "./islands";

/** Small islands that every face uses. */
export const everywhere: Record<string, Load> = {};
