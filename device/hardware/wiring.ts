/**
 * Which GPIO line carries what, as BCM numbers (the numbers on a Pi pin-out chart, not the header's positions).
 *
 * | part           | line | header pin |
 * | -------------- | ---- | ---------- |
 * | relay          |   17 |         11 |
 * | green lamp     |   23 |         16 |
 * | red lamp       |   24 |         18 |
 * | blue lamp      |   22 |         15 |
 * | active buzzer  |   25 |         22 |
 * | door contact   |    5 |         29 |
 * | exit button    |    6 |         31 |
 *
 * The inputs are what the guide proposes (these two rest high on a Pi): they are listened to where the door names them.
 * The relay's line belongs to the door and comes with the place's config; a door that names none gets this one. The
 * others are fixed for now. Use a relay board whose rest position is locked, with its own supply, and a pull-up
 * where it is active low.
 */
export const relayLine = 17;
export const lampLines = { green: 23, red: 24, blue: 22, buzzer: 25 } as const;

export type Lamp = keyof typeof lampLines;

/** A door without a line gets one of these where lines are simulated, so that a laptop shows it move. */
export const firstPretendLine = 100;
