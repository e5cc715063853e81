import type { Answer, Loyalty, OrderPoints, Problem, Redemption } from './answers';
import { appUrl } from './address';

/** What of Shopify's session a request needs. */
export interface Session {
  /** A fresh token for each request; undefined where Shopify gives this person none. */
  token: () => Promise<string | undefined>;
  /** The language of the extension's own texts, so that the server's agree with them. */
  locale: string;
  /** At the till: whose points. */
  tillCustomer?: number;
}

/** Asks the app. Nothing throws: what went wrong is part of the answer. */
export interface Client {
  loyalty: () => Promise<Answer<Loyalty>>;
  /** @param order A global id or its number. */
  order: (order: string) => Promise<Answer<OrderPoints>>;
  /** The same key is the same wish, however often it is sent. */
  redeem: (wish: Wish) => Promise<Answer<Redemption>>;
  find: (key: string) => Promise<Answer<Redemption>>;
  cancel: (id: number) => Promise<Answer<{ status: 'cancelled' | 'cancelling' }>>;
}

export interface Wish {
  rewardId: number;
  idempotencyKey: string;
  /** Of a slider: how many. */
  points?: number;
  /** Of a birthday gift: which. */
  choiceId?: number;
  /** What the goods in the cart come to, in hundredths of a unit: a percentage with a cap is worked out from it. */
  cart?: { total: number; currency: string };
}

export function client(session: Session): Client {
  const place = session.tillCustomer === undefined ? '/ext' : `/ext/till/customers/${session.tillCustomer}`;

  async function ask<T>(path: string, body?: object): Promise<Answer<T>> {
    let answer: Response;
    try {
      const token = await session.token();
      if (!token) return { problem: { code: 'no_access' } };
      answer = await fetch(`${appUrl}${path}?locale=${encodeURIComponent(session.locale)}`, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      return { problem: { code: 'offline' } };
    }
    return answer.ok ? read<T>(answer) : { problem: await problemOf(answer) };
  }

  return {
    loyalty: () => ask<Loyalty>(session.tillCustomer === undefined ? '/ext/loyalty' : place),
    order: (order) => ask<OrderPoints>(`/ext/orders/${numberOf(order)}`),
    redeem: (wish) => ask<Redemption>(`${place}/redemptions`, wish),
    find: (key) => ask<Redemption>(`${place}/redemptions/${encodeURIComponent(key)}`),
    cancel: (id) => ask(`${place}/redemptions/${id}/cancel`, {}),
  };
}

async function read<T>(answer: Response): Promise<Answer<T>> {
  try {
    return { value: (await answer.json()) as T };
  } catch {
    return { problem: { code: 'failed' } };
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  const code = answer.status === 401 ? 'no_access' : answer.status === 404 ? 'not_found' : 'failed';
  // Gates answer with an empty body, refusals with a problem document.
  if (!answer.headers.get('Content-Type')?.includes('problem+json')) return { code };
  const said = await read<Problem>(answer);
  return said.value ? { code: said.value.code, title: said.value.title, detail: said.value.detail, missing: said.value.missing } : { code };
}

/** `gid://shopify/Order/123` → `123`. */
function numberOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).split('?')[0];
}

/** Stands for one wish. Unique is enough: who may redeem says the token. */
export function newKey(): string {
  const random = globalThis.crypto?.randomUUID?.() ?? Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join('');
  return `ext-${Date.now().toString(36)}-${random}`;
}
