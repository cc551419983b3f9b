import { everywhere, onDemand } from "./everywhere";
import { enhance, here } from "./islands";
import * as keys from "./islands/keys";
import * as liveCounts from "./islands/live-counts";
import * as panes from "./islands/panes";
import * as queue from "./islands/queue";

enhance({
  ...everywhere,
  ...onDemand,
  atlas: () => import("./islands/atlas"),
  figures: () => import("./islands/figures"),
  "grid-edit": () => import("./islands/grid-edit"),
  keys: here(keys.connect),
  "live-counts": here(liveCounts.connect),
  panes: here(panes.connect),
  queue: here(queue.connect),
});
