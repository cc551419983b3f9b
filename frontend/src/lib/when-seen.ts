/** Calls `start` when the element comes near the screen; at once where the browser cannot tell. */
export function whenSeen(element: Element, start: () => void): () => void {
  if (!("IntersectionObserver" in window)) {
    start();
    return () => {};
  }
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      start();
    },
    { rootMargin: "200px" },
  );
  watcher.observe(element);
  return () => watcher.disconnect();
}
