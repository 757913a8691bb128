/** A child that answers beats, tells its pid, and does as it is told: `hang`, `end`. */
process.on('message', (message: { do: string }) => {
  if (message.do === 'beat') process.send?.({ say: 'beat' });
  if (message.do === 'end') process.exit(3);
  if (message.do === 'hang') for (;;);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ say: 'here', pid: process.pid });
