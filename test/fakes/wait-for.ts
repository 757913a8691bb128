/** Resolves as soon as `condition` holds; rejects after `withinMs`, naming what was waited for. */
export const waitFor = async (
  condition: () => boolean | Promise<boolean>,
  withinMs = 10_000,
  what = condition.toString(),
): Promise<void> => {
  const until = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
