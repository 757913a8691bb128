import type { Command } from 'commander';
import type { Settings } from '../../shared/runtime/settings.ts';
import { type Check, type Finding, type Language, languageOf } from './doctor/finding.ts';
import { readSettings } from './read-settings.ts';
import { exitCodes } from './tell.ts';

const marks = { ok: '✓', warn: '!', fail: '✗' } as const;

/**
 * `badgeuse doctor`: looks at what a newcomer trips over, changes nothing; exit 1 when something
 * must be mended.
 */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at what usually goes wrong, and say how to mend it')
    .option('--json', 'for machines')
    .action(async (options: { json?: boolean }, command: Command) => {
      const settings = readSettings(command);
      const { checks } = await import('./doctor/checks.ts');
      const language = languageOf(process.env);
      const found = await lookAtAll(checks, settings);
      if (options.json === true) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else for (const part of found) process.stdout.write(linesOf(part, language));
      if (found.some((part) => part.findings.some((f) => f.level === 'fail'))) {
        process.exitCode = exitCodes.failed;
      }
    });
}

interface Part {
  readonly name: Check['name'];
  readonly findings: readonly Finding[];
}

export async function lookAtAll(
  all: readonly Check[],
  settings: Settings,
): Promise<readonly Part[]> {
  const looked = all.map(async (check) => ({
    name: check.name,
    findings: await check.look(settings),
  }));
  return (await Promise.all(looked)).filter((part) => part.findings.length > 0);
}

/** A name, then a line for each finding; what to do stands under what is wrong. */
export function linesOf(part: Part, language: Language): string {
  const lines = part.findings.flatMap(({ level, says, hint }) => [
    `  ${marks[level]} ${says[language]}`,
    ...(hint === undefined ? [] : [`      → ${hint[language]}`]),
  ]);
  return `${[part.name[language], ...lines].join('\n')}\n`;
}
