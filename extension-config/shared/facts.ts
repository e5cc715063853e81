import type { Answer, Loyalty } from './answers';
import type { Words } from './words';

export type Standing = 'loading' | 'failed' | 'guest' | 'paused' | 'blocked' | 'member';

export function standingOf(answer: Answer<Loyalty> | undefined): Standing {
  if (!answer) return 'loading';
  if (!answer.value) return 'failed';
  if (!answer.value.customer) return 'guest';
  return !answer.value.active ? 'paused' : answer.value.blocked ? 'blocked' : 'member';
}

/** What there is to say about a balance beside its number, the most important first. */
export function facts(loyalty: Loyalty, say: Words): string[] {
  const { available, pending, owed, nextAvailable, expiring, word } = loyalty;
  const lines: string[] = [];
  if (available > 0 && Number(loyalty.value.amount) > 0) lines.push(say.text('worth', { amount: say.money(loyalty.value) }));
  if (nextAvailable) lines.push(say.text('pendingFrom', { points: say.points(nextAvailable.points, word), date: say.day(nextAvailable.at) }));
  else if (pending > 0) lines.push(say.text('pending', { points: say.points(pending, word) }));
  if (expiring) lines.push(say.text('expiring', { points: say.points(expiring.points, word), date: say.day(expiring.at) }));
  if (owed > 0) lines.push(say.text('owed', { points: say.points(owed, word) }));
  return lines;
}
