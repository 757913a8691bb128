// A link with data-dialog opens the page it leads to as a dialog. The forms in it are sent as usual; where anything
// goes wrong the link is followed, as without a script.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-dialog]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openOver(link).catch(() => {
    location.href = link.href;
  });
});

async function openOver(link) {
  const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
  // Signed out meanwhile: the page itself says what to do.
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const content = page.querySelector('main');
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.append(...content.childNodes);
  const title = dialog.querySelector('h1, h2');
  if (title) {
    title.id ||= 'dialog-title';
    dialog.setAttribute('aria-labelledby', title.id);
  }
  for (const close of dialog.querySelectorAll('[data-close]')) {
    close.addEventListener('click', (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  // Closing gives the focus back to the link, as the platform does.
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('[autofocus]')?.focus();
}
