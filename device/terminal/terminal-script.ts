/** What the browser runs: swap the screen when told, go back to idle, keep the clock, send the form. */
export const terminalScript = `'use strict';
const screen = document.getElementById('screen');
const bar = document.getElementById('bar');
const still = matchMedia('(prefers-reduced-motion: reduce)');
let back = 0, count = 0, idle = null, held = false;

const put = ({ tone, html }) => {
  document.body.dataset.tone = tone;
  screen.innerHTML = html;
};
const rest = () => {
  clearTimeout(back);
  clearInterval(count);
  bar.hidden = true;
  held = false;
  if (idle) put(idle);
};
const show = (next) => {
  clearTimeout(back);
  clearInterval(count);
  held = false;
  put(next);
  bar.hidden = false;
  const span = bar.firstElementChild;
  span.textContent = '';
  span.getAnimations().forEach((animation) => animation.cancel());
  if (still.matches) {
    let left = Math.round(next.holdMs / 1000);
    const tell = () => { span.textContent = left + ' ' + bar.dataset.unit; left -= 1; };
    tell();
    count = setInterval(tell, 1000);
  } else {
    span.animate([{ width: '100%' }, { width: '0%' }], { duration: next.holdMs, fill: 'forwards' });
  }
  back = setTimeout(rest, next.holdMs);
};
// A hand on the screen holds it; touching again lets it go.
screen.addEventListener('pointerdown', () => {
  if (bar.hidden) return;
  if (held) return rest();
  held = true;
  clearTimeout(back);
  clearInterval(count);
  bar.firstElementChild.getAnimations().forEach((animation) => animation.pause());
});

const events = new EventSource('/events' + location.search);
events.addEventListener('idle', ({ data }) => {
  idle = JSON.parse(data);
  if (bar.hidden) put(idle);
});
events.addEventListener('outcome', ({ data }) => show(JSON.parse(data)));

const language = document.documentElement.lang === 'fr' ? 'fr-FR' : 'en-GB';
const timeZone = document.body.dataset.zone;
const tick = () => {
  const now = new Date();
  const say = (options) => new Intl.DateTimeFormat(language, { timeZone, ...options }).format(now);
  document.getElementById('clock').textContent = say({ hour: '2-digit', minute: '2-digit' });
  document.getElementById('day').textContent = say({ weekday: 'long', day: 'numeric', month: 'long' });
};
tick();
setInterval(tick, 1000);

const form = document.getElementById('tap');
if (form) form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const problem = document.getElementById('problem');
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
