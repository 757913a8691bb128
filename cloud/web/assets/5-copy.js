// A field that is only there to be copied. A click selects all of it, as the Tab key does, and its button copies it
// where the browser lets a page do that.
//   data-copied        the field
//   data-copy="id"     its button, hidden without a script; data-done is what it says then
document.addEventListener('click', ({ target }) => {
  if (target.matches('[data-copied]')) target.select();
});
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}
