import { enhance } from "./islands";
import { everywhere } from "./everywhere";

enhance({ ...everywhere });
