import { enhance, here } from "./islands";
import * as wall from "./islands/wall";

enhance({
  wall: here(wall.connect),
  "wall-map": () => import("./islands/wall-map"),
  chart: () => import("./islands/chart"),
});
