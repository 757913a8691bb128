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
  // Refused for good: whoever was signed in no longer is, and what they saw is not for whoever passes by.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(again, 5_000);
  });
  const again = async () => {
    const answer = await fetch(location.href, { headers: { 'badgeuse-by-itself': 'yes' } }).catch(
      () => null,
    );
    // A server that is only starting again answers soon: its error page would look again at nothing.
    if (answer?.ok) location.reload();
    else setTimeout(again, 5_000);
  };
  window.addEventListener('pagehide', () => events.close());
}
