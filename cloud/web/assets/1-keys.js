// Shortcuts: single letters, so never while somebody writes, and never against their will.
//   data-go="a"   a link that `g` then `a` follows
//   data-key="c"  a link or button that `c` presses; within the row of `j` and `k` first
//   data-row      a row that `j` and `k` walk over
const switchedOff = 'badgeuse-keys-off';
const list = document.getElementById('shortcuts');
const off = document.getElementById('shortcuts-off');
const isOff = () => localStorage.getItem(switchedOff) !== null;

for (const opener of document.querySelectorAll('[data-open="shortcuts"]')) {
  opener.hidden = false;
  opener.addEventListener('click', () => {
    opener.closest('[popover]')?.hidePopover();
    list?.showModal();
  });
}
if (off) {
  off.checked = isOff();
  off.addEventListener('change', () => {
    if (off.checked) localStorage.setItem(switchedOff, '1');
    else localStorage.removeItem(switchedOff);
  });
}

let isGoing = false;
document.addEventListener('keydown', (event) => {
  const wasGoing = isGoing;
  isGoing = false;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isOff() || document.querySelector('dialog[open]')) return;
  if (event.target.closest('input, select, textarea, [contenteditable]')) return;
  if (act(event.key, wasGoing)) event.preventDefault();
});

/** Whether the key meant something here. */
function act(key, wasGoing) {
  if (wasGoing) return press(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  switch (key) {
    case 'g':
      isGoing = true;
      return true;
    case '?':
      list?.showModal();
      return list !== null;
    case '/':
      return focusOn(document.querySelector('main input[type="search"], main [data-key="/"]'));
    case 'j':
      return step(1);
    case 'k':
      return step(-1);
    case 'e':
    case 'c': {
      const pressed = `[data-key="${key}"]`;
      const row = document.activeElement?.closest('[data-row]');
      return press(row?.querySelector(pressed) ?? document.querySelector(`main ${pressed}`));
    }
    default:
      return false;
  }
}

function press(element) {
  element?.click();
  return Boolean(element);
}

function focusOn(element) {
  element?.focus();
  return Boolean(element);
}

/** To the next or the former row in sight; folded ones are passed over. */
function step(by) {
  const rows = [...document.querySelectorAll('[data-row]')].filter((row) => row.checkVisibility());
  if (rows.length === 0) return false;
  const at = rows.indexOf(document.activeElement?.closest('[data-row]'));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}
