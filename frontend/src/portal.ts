import { everywhere, onDemand } from "./everywhere";
import { enhance } from "./islands";

enhance({ ...everywhere, ...onDemand });
