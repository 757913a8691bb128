/** When a local day begins, epoch ms; `later`: so many days after it. Null: it is no day. */
export function dayStart(day: string | undefined, timeZone: string, later: number): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) return null;
  try {
    const date = Temporal.PlainDate.from(day ?? '').add({ days: later });
    return date.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return null;
  }
}
