/** The periods one asks for most, as local days, both included. */
export const presets = [
  'presetToday',
  'presetYesterday',
  'presetWeek',
  'presetMonth',
  'presetLastMonth',
  'presetYear',
] as const;
export type Preset = (typeof presets)[number];

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Weeks begin on Monday; what is not over yet ends today. */
export function periodOf(preset: Preset, today: string): Period {
  const day = Temporal.PlainDate.from(today);
  const until = (from: Temporal.PlainDate, to = day): Period => ({
    from: from.toString(),
    to: to.toString(),
  });
  const first = day.with({ day: 1 });
  switch (preset) {
    case 'presetToday':
      return until(day);
    case 'presetYesterday':
      return until(day.subtract({ days: 1 }), day.subtract({ days: 1 }));
    case 'presetWeek':
      return until(day.subtract({ days: day.dayOfWeek - 1 }));
    case 'presetMonth':
      return until(first);
    case 'presetLastMonth':
      return until(first.subtract({ months: 1 }), first.subtract({ days: 1 }));
    case 'presetYear':
      return until(day.with({ month: 1, day: 1 }));
  }
}
