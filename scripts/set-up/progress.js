const heartbeatMs = 15_000;

/**
 * Shows one step while it runs and how long it took. On a terminal the line counts the seconds; in
 * a log it is written when the step starts, every 15 s, and when it ends. All of it goes to
 * standard error: the output of a command is data.
 *
 * @template T
 * @param {string} what what is being done, as a sentence without a full stop
 * @param {(note: (text: string) => void) => Promise<T>} work `note` shows why it takes so long, each reason once
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  const live = process.stderr.isTTY === true;
  if (!live) console.error(`  ${what} …`);
  const timer = setInterval(
    () => {
      if (live) process.stderr.write(`\r\x1b[K  ${what} … ${seconds()}`);
      else console.error(`    still at it, ${seconds()}`);
    },
    live ? 200 : heartbeatMs,
  );
  const end = (mark) => {
    clearInterval(timer);
    if (live) process.stderr.write('\r\x1b[K');
    console.error(`  ${mark} ${what} (${seconds()})`);
  };
  const noted = new Set();
  const note = (text) => {
    if (noted.has(text)) return;
    noted.add(text);
    if (live) process.stderr.write('\r\x1b[K');
    console.error(text.replace(/^/gm, '    '));
  };
  try {
    const answer = await work(note);
    end('✓');
    return answer;
  } catch (err) {
    end('✗');
    throw err;
  }
}

/** Something the person should know although set-up goes on. */
export const warn = (text) => console.warn(text.replace(/^/gm, '  ! '));

/** What stops set-up: said in full, with what to do. */
export class SetUpError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}
