// A page with data-live looks again when the server says so; without a script it has a link for it.
const watched = document.querySelector('[data-live-from]');
if (watched) {
  const events = new EventSource(watched.dataset.liveFrom);
  events.addEventListener('changed', () => {
    // Nothing moves under somebody who is in the middle of it.
    const live = document.querySelector('[data-live-from]');
    const busy = document.querySelector('dialog[open]') || live?.contains(document.activeElement);
    if (live && !busy) live.dispatchEvent(new Event('live'));
  });
  window.addEventListener('pagehide', () => events.close());
}
