/**
 * What the browser runs: show the screen the device is at, cover it for a while with what became of a tap, keep the
 * clock, and send what is touched or typed. Nothing is decided here.
 */
export const terminalScript = `'use strict';
const byId = (id) => document.getElementById(id);
const screen = byId('screen'), bar = byId('bar'), note = byId('note'), lost = byId('lost');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const { dataset } = document.body;
let base = null, over = false, held = false, ends = 0, count = 0, rolled = 0, faultSounds = 0;

const put = (next) => {
  const active = document.activeElement;
  // What is told is read out whole; at the desk one moves about, and only what is new speaks.
  screen.setAttribute('aria-live', next.tone === 'desk' ? 'off' : 'assertive');
  const opens = next.tone === 'desk' && dataset.tone !== 'desk' && !(active && active.closest('#tap'));
  const was = screen.contains(active) ? active : null;
  const keyOf = ({ dataset: { touch, digit, print }, value }) => [touch, digit, print, value].join();
  const key = was && keyOf(was);
  const typed = was && was.name === 'pin' && next.tone === 'desk' ? was.value : '';
  // A long list stays where it was scrolled to, also behind what is told in between.
  const roll = screen.querySelector('.roll');
  const inRoll = was && was === roll;
  if (roll) rolled = roll.scrollTop;
  dataset.tone = next.tone;
  screen.innerHTML = next.html;
  note.innerHTML = next.note;
  const list = screen.querySelector('.roll');
  if (list) list.scrollTop = rolled;
  else if (!over) rolled = 0;
  const first = screen.querySelector('[data-first]');
  const same = was && [...screen.querySelectorAll('button')].find((one) => keyOf(one) === key);
  if (first) { first.value = typed; first.focus(); }
  else if (inRoll && list) list.focus();
  else if (same) same.focus();
  else if (was || opens || (active === byId('who') && screen.querySelector('[data-touch=cancel]'))) screen.querySelector('h1').focus();
};
const stopBar = () => {
  clearTimeout(ends);
  clearInterval(count);
  bar.hidden = true;
};
const runBar = (ms, after) => {
  stopBar();
  if (ms === null) return;
  bar.hidden = false;
  const span = bar.firstElementChild;
  span.textContent = '';
  span.getAnimations().forEach((animation) => animation.cancel());
  if (still.matches) {
    let left = Math.ceil(ms / 1000);
    const step = () => { span.textContent = left + ' ' + bar.dataset.unit; left = Math.max(0, left - 1); };
    step();
    count = setInterval(step, 1000);
  } else {
    span.animate([{ width: '100%' }, { width: '0%' }], { duration: ms, fill: 'forwards' });
  }
  if (after) ends = setTimeout(after, ms);
};
const rest = () => {
  over = held = false;
  if (!base) return stopBar();
  put(base);
  runBar(base.holdMs === null ? null : Math.max(0, base.until - performance.now()));
};
const cover = (next) => {
  over = true;
  held = false;
  put(next);
  runBar(next.holdMs, rest);
  play(next.sound);
};

// A hand on the screen holds what is told; touching again lets it go.
screen.addEventListener('pointerdown', () => {
  if (!over) return;
  if (held) return rest();
  held = true;
  clearTimeout(ends);
  clearInterval(count);
  bar.firstElementChild.getAnimations().forEach((animation) => animation.pause());
});

const touch = (what) => fetch('/touch', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + dataset.token },
  body: JSON.stringify({ ...what, turn: Number(dataset.turn) }),
}).catch(() => {});
screen.addEventListener('click', ({ target, detail }) => {
  const pressed = target.closest('button');
  if (!pressed || over) return;
  if ('print' in pressed.dataset) print();
  if (pressed.dataset.touch) touch({ do: pressed.dataset.touch, ...(pressed.value && { which: pressed.value }) });
  const digit = pressed.dataset.digit;
  if (!digit) return;
  const field = screen.querySelector('[name=pin]');
  field.value = digit === 'back' ? field.value.slice(0, -1) : (field.value + digit).slice(0, 8);
  // After a finger the keyboard goes on where it types; who tabs through the digits stays there.
  if (detail > 0) field.focus();
});
const who = byId('who');
if (who) who.addEventListener('click', () => { if (!over) touch({ do: 'who' }); });
screen.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!over) touch({ do: 'enter', pin: screen.querySelector('[name=pin]').value });
});
addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  if (over) return rest();
  const back = screen.querySelector('[data-touch=clear],[data-touch=cancel],[data-touch=close]');
  if (back) back.click();
});

const events = new EventSource('/events' + location.search);
let alone = 0;
events.addEventListener('open', () => {
  clearTimeout(alone);
  alone = 0;
  lost.textContent = '';
});
events.addEventListener('error', () => {
  alone ||= setTimeout(() => { lost.textContent = lost.dataset.words; }, 3000);
});
events.addEventListener('start', ({ data }) => {
  if (JSON.parse(data) !== dataset.start) location.reload();
});
events.addEventListener('screen', ({ data }) => {
  const next = JSON.parse(data);
  const isNew = base === null || next.turn !== base.turn;
  const isFault = next.tone === 'fault' && (base === null || base.tone !== 'fault');
  base = { ...next, until: performance.now() + (next.holdMs || 0) };
  dataset.turn = next.turn;
  byId('banner').innerHTML = next.banner;
  // A fault is heard again every minute until it is mended.
  if (base.tone === 'fault') faultSounds ||= setInterval(() => { if (!over) play('fault'); }, 60000);
  else { clearInterval(faultSounds); faultSounds = 0; }
  if (over && !isNew) return;
  rest();
  if (!isNew && !isFault) return;
  play(next.sound);
});
events.addEventListener('outcome', ({ data }) => cover(JSON.parse(data)));

// Who comes next finds the language of the place again: the one chosen here was for now.
let quietSince = performance.now();
const busy = () => { quietSince = performance.now(); };
for (const what of ['pointerdown', 'keydown']) addEventListener(what, busy);
if (new URLSearchParams(location.search).get('for') === 'now') setInterval(() => {
  if (over || !base || base.tone !== 'idle' || base.holdMs !== null) busy();
  else if (performance.now() - quietSince >= 60000) location.replace('/');
}, 1000);

const language = document.documentElement.lang === 'fr' ? 'fr-FR' : 'en-GB';
const timeZone = dataset.zone;
const tick = () => {
  const now = new Date();
  const say = (options) => new Intl.DateTimeFormat(language, { timeZone, ...options }).format(now);
  byId('clock').textContent = say({ hour: '2-digit', minute: '2-digit' });
  byId('day').textContent = say({ weekday: 'long', day: 'numeric', month: 'long' });
};
tick();
setInterval(tick, 1000);

addEventListener('beforeprint', () => {
  const made = screen.querySelector('[data-made]');
  if (!made) return;
  const now = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(new Date());
  made.textContent = made.dataset.made.replace('…', now);
});

const form = byId('tap');
if (form) form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const problem = byId('problem');
  problem.textContent = '';
  const fields = Object.fromEntries(new FormData(form));
  try {
    const response = await fetch('/tap', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + form.dataset.token },
      body: JSON.stringify(fields),
    });
    const answer = await response.json();
    if (!response.ok) problem.textContent = answer.message + ' ' + answer.hint;
  } catch (error) {
    problem.textContent = String(error);
  }
});
`;
