"""The ground at the desk: the tree of areas, and grids drawn, split and merged on a map."""
