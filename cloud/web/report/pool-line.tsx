import { Icon } from '../pages/icon.tsx';
import { linkTo, momentOf, type ReportView, reportPath } from './view.ts';

/** Our own places, or what venues share through FEDOW; nothing to choose where nothing is shared. */
export function PoolScope({ view }: { readonly view: ReportView }) {
  const { words, pools, pool } = view;
  if (pools.length === 0) return null;
  const scopes = [
    { id: '', name: words.pooledMine },
    ...pools.map(({ connectionId, assetName }) => ({
      ...{ id: connectionId, name: words.pooledOf(assetName) },
    })),
  ];
  return (
    <nav class="chips presets" aria-label={words.pooledScope}>
      {scopes.map(({ id, name }) => (
        <a
          class="pill"
          href={linkTo(reportPath, view, { pool: id, place: '' })}
          aria-current={id === (pool?.connectionId ?? '') ? 'true' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Whose passages these are, how old, and whether what FEDOW holds can be believed. */
export function PoolLine({ view }: { readonly view: ReportView }) {
  const { words, pool } = view;
  if (pool === null) return null;
  const { assetName, originName, isOurs, readAt, problem, chain } = pool;
  const isTroubled = problem !== null || chain.broken > 0;
  return (
    <p class={isTroubled ? 'complete silent' : 'complete'}>
      {isTroubled && <Icon name="radio" />}
      <span>
        <b>
          {isOurs
            ? words.pooledAll(assetName, originName ?? '')
            : words.pooledOwnOnly(assetName, originName ?? 'FEDOW')}
        </b>{' '}
        {readAt === null ? words.pooledNever : words.pooledReadAt(momentOf(readAt, view))}{' '}
        {problem !== null && words.pooledProblem}{' '}
        {chain.broken > 0 && words.pooledBroken(chain.broken)}{' '}
        {chain.forks > 0 && words.pooledForks(chain.forks)} {isOurs && words.pooledReception}
      </span>
      {chain.broken > 0 && (
        <a class="complete-link" href="/incidents">
          {words.pooledIncidents}
        </a>
      )}
    </p>
  );
}
