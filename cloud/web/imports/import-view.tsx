import type { ImportFile } from '../../ports/import-files.ts';
import type { ImportKind, ImportLine, ImportReport, ImportVerb } from '../../ports/imports.ts';
import { number } from '../format.ts';
import { Back } from '../pages/back.tsx';
import { Said } from '../pages/form.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { byItself } from '../principal.ts';
import { lists } from './choose-file.tsx';
import { Go } from './import-go.tsx';
import { noteWords } from './import-notes.ts';
import { changeWords, verbWord } from './line-words.ts';

const linesShown = 200;
export interface Progress {
  readonly done: number;
  readonly of: number;
}

interface ImportProps {
  readonly context: PageContext;
  readonly file: ImportFile;
  readonly progress: Progress | null;
  readonly onlyRefused: boolean;
  readonly isChanged: boolean;
  /** Whether lines that are refused may be left out was not said. */
  readonly isAsked: boolean;
}

export function ImportView(props: ImportProps) {
  const { context, file } = props;
  const { words } = context;
  const { report } = file;
  if (file.state === 'running' || report === null) return <Running {...props} />;
  const isDone = file.state === 'done';
  const list = lists[file.kind];
  return (
    <section id="import">
      <Back href={againOf(file)} label={words.importAgain} />
      <h1>{isDone ? words.importDoneTitle : words.importPreviewTitle}</h1>
      {report.connection && <p class="lead">{words.importNamesOf(report.connection.name)}</p>}
      {file.state === 'failed' && (
        <p class="alert" role="alert">
          {words.importFailed}
        </p>
      )}
      {props.isChanged && (
        <p class="alert" role="alert">
          {words.importChanged}
        </p>
      )}
      {isDone && (
        <Said>
          <Counts context={context} file={file} report={report} />
        </Said>
      )}
      {!isDone && <Counts context={context} file={file} report={report} />}
      {report.isTibillet && (
        <p class="waiting-note">
          <b>{words.importTibilletFound}</b> {words.importTibilletLeft}
        </p>
      )}
      <p class="small">
        {words.importEncoding(report.encoding.toUpperCase())}{' '}
        {report.columnsIgnored.length > 0 &&
          words.importColumnsIgnored(report.columnsIgnored.join(', '))}
      </p>
      {isDone ? (
        <p class="actions">
          <a class="button primary" href={list}>
            {words[`importSee_${file.kind}`]}
          </a>
        </p>
      ) : (
        <Go context={context} file={file} report={report} isAsked={props.isAsked} />
      )}
      <Lines {...props} report={report} />
    </section>
  );
}

const againOf = ({ kind, report }: ImportFile): string =>
  `/import?kind=${kind}${report?.connection ? `&connection=${report.connection.id}` : ''}`;

function Running({ context, file, progress }: ImportProps) {
  const { words, language } = context;
  const path = `/import/${file.id}`;
  const { done, of } = progress ?? { done: 0, of: 0 };
  return (
    <section
      id="import"
      class="narrow"
      hx-get={path}
      hx-trigger="every 1s"
      hx-headers={JSON.stringify(byItself)}
      hx-select="#import"
      hx-target="#import"
      hx-swap="outerHTML"
    >
      <h1>{words.importRunning}</h1>
      <p role="status">
        <progress value={done} max={Math.max(of, 1)}>
          {done}
        </progress>
        {words.importProgress(number(done, language), number(of, language))}
      </p>
      <p>{words.importRunningMore}</p>
      <p>
        <a class="button" href={path}>
          {words.importRefresh}
        </a>
      </p>
    </section>
  );
}

const verbs: readonly ImportVerb[] = ['create', 'change', 'adopt', 'same', 'refuse'];

function Counts({
  context,
  file,
  report,
}: Pick<ImportProps, 'context' | 'file'> & { report: ImportReport }) {
  const { words, language } = context;
  const said: Readonly<Record<ImportVerb, (n: number, f: string) => string>> = {
    create: file.kind === 'credits' ? words.importCredited : words.importCreated,
    change: words.importChangedN,
    adopt: words.importAdoptedN,
    same: words.importSame,
    refuse: words.importRefusedN,
  };
  const shown = verbs.filter((verb) => report.counts[verb] > 0 || verb === 'create');
  return (
    <ul class="import-counts">
      {shown.map((verb) => {
        const n = report.counts[verb];
        return (
          <li class={verb === 'refuse' ? 'verb-refuse' : undefined}>
            <b>{said[verb](n, number(n, language))}</b>
          </li>
        );
      })}
    </ul>
  );
}

function Lines({ context, file, report, onlyRefused }: ImportProps & { report: ImportReport }) {
  const { words, language } = context;
  const { counts } = report;
  const all = onlyRefused ? report.lines.filter(({ verb }) => verb === 'refuse') : report.lines;
  const shown = all.slice(0, linesShown);
  const path = `/import/${file.id}`;
  return (
    <>
      <div class="panel-head">
        <div class="chips">
          <a class="pill" href={path} aria-current={onlyRefused ? undefined : 'true'}>
            {words.importAllLines}
          </a>
          {counts.refuse > 0 && (
            <a
              class="pill"
              href={`${path}?only=refused`}
              aria-current={onlyRefused ? 'true' : undefined}
            >
              {words.importOnlyRefused}
            </a>
          )}
        </div>
        <a class="button" href={`${path}/lines.csv`}>
          <Icon name="download" />
          <span>{words.importDownload}</span>
        </a>
      </div>
      <table class="import-lines">
        <thead>
          <tr>
            <th scope="col">{words.importLine}</th>
            <th scope="col">{words.importAbout}</th>
            <th scope="col">{words.importVerb}</th>
            <th scope="col">{words.importWhy}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <Line line={line} kind={file.kind} context={context} />
          ))}
        </tbody>
      </table>
      {all.length > shown.length && (
        <p class="small">
          {words.importFirstLines(number(linesShown, language), number(all.length, language))}
        </p>
      )}
    </>
  );
}

function Line({
  line,
  kind,
  context,
}: {
  line: ImportLine;
  kind: ImportKind;
  context: PageContext;
}) {
  const { words, language } = context;
  const said = [...changeWords(line, words, language), ...noteWords(line, language)];
  return (
    <tr>
      <td data-label={words.importLine}>{line.line}</td>
      <th scope="row">{line.about}</th>
      <td class={`verb verb-${line.verb}`}>{verbWord(line.verb, kind, words)}</td>
      <td>
        {said.length > 0 && (
          <ul>
            {said.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}
