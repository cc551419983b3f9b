import { everywhere } from "./everywhere";
import { enhance } from "./islands";

enhance(everywhere);
