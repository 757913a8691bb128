/**
 * Ends this process in good order when its parent dies, whatever killed it: the demo starts its parts with a channel
 * that is never used and closes by itself. Does nothing for a process started by hand or by systemd.
 */
export function endWithParent(): void {
  if (!process.connected) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // waiting for the channel to close must not keep a finished process alive
  process.channel?.unref();
}
