// A correction in a dialog over the report (a[data-correct]), its effect shown while one types (form[data-live]), and
// times to take over with one press (a[data-fill]). No rule is known here: every answer is the page that a person
// without a script would see.
const dialog = document.createElement('dialog');
dialog.className = 'dialog over';
document.body.append(dialog);

const asPage = { headers: { accept: 'text/html' } };

/** The correction in a page; null: that page has none. */
async function correctionIn(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('#correction');
}

async function openOver(href) {
  const answer = await fetch(href, asPage);
  const part = answer.ok && !answer.redirected ? await correctionIn(answer) : null;
  if (!part) throw new Error('nothing to correct there');
  put(part);
}

function put(part) {
  dialog.replaceChildren(part);
  dialog.setAttribute('aria-labelledby', 'correction-title');
  hidePreview(dialog);
  if (!dialog.open) dialog.showModal();
  const first = part.querySelector('[aria-invalid]') ?? part.querySelector('[data-focus]');
  first?.focus();
}

/** What is typed shows its effect by itself: the button for it is for pages without this script. */
function hidePreview(inside) {
  for (const button of inside.querySelectorAll('[data-preview]')) button.hidden = true;
}

function send(form, what) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set('do', what);
  return fetch(form.action, { ...asPage, method: 'POST', body: fields });
}

/** Only the newest answer counts, however the network shuffles them. */
let newest = 0;
async function showEffect(form) {
  const mine = ++newest;
  const part = await correctionIn(await send(form, 'preview'));
  if (mine !== newest || !part || !form.isConnected) return;
  const effect = part.querySelector('#effect');
  if (effect) form.querySelector('#effect')?.replaceWith(effect);
  const verb = part.querySelector('[value="save"]');
  const button = form.querySelector('[value="save"]');
  if (verb && button) button.textContent = verb.textContent;
}

async function save(form) {
  const answer = await send(form, 'save');
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const part = await correctionIn(answer);
  if (part) put(part);
  else form.submit();
}

const quietly = (work) => work.catch(() => undefined);

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const form = link.closest('form[data-live]');
  if (link.dataset.fill !== undefined && form) {
    event.preventDefault();
    form.elements.time.value = link.dataset.fill;
    form.elements.time.focus();
    void quietly(showEffect(form));
  } else if (link.dataset.correct !== undefined || dialog.contains(link)) {
    if (link.dataset.close !== undefined) {
      event.preventDefault();
      dialog.close();
    } else if (link.dataset.correct !== undefined) {
      event.preventDefault();
      openOver(link.href).catch(() => location.assign(link.href));
    }
  }
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!dialog.contains(form)) return;
  event.preventDefault();
  save(form).catch(() => form.submit());
});

let pause = 0;
document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (!form?.matches('form[data-live]')) return;
  clearTimeout(pause);
  pause = setTimeout(() => quietly(showEffect(form)), 200);
});

hidePreview(document);
// What was just done is said first, and its undoing is the next thing to reach.
document.getElementById('said')?.focus();
