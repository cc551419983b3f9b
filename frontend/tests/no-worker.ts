/** Stands for the address of the map's worker, which only the build knows. */
export default "";
