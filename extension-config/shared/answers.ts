/** What the app's extension endpoints answer. Times are ISO 8601 in UTC, money is in units of its currency. */

export interface Money {
  amount: string;
  currency: string;
}

/** The merchant's word for points, by the plural categories of the answer's language. */
export type Word = Partial<Record<'one' | 'few' | 'many' | 'other', string>>;

export interface Choice {
  id: number;
  kind: string;
  name: string;
  description: string | null;
}

export interface Reward extends Choice {
  cost: number;
  affordable: boolean;
  missing: number;
  /** Why this customer cannot have it whatever they own. */
  reason: 'tier' | 'stock' | 'birthday' | 'limit' | null;
  /** How many points a customer may choose, and what each is worth. */
  slider?: { min: number; max: number; step: number; perPoint: number };
  /** What a birthday gift can be. */
  choices?: Choice[];
  amount: Money | null;
  /** "On orders of £20.00 or more", "Use it within 30 days". */
  conditions?: string[];
}

export interface Code {
  id: number;
  state: 'ready' | 'cancelling';
  cancellable: boolean;
  code: string;
  title: string;
  expiresAt: string | null;
  /** A link that puts the code into the shop's cart. */
  applyUrl?: string;
}

export interface Tier {
  name: string | null;
  until: string | null;
  perks: string[];
  code: string | null;
  next: { name: string; words: string | null } | null;
  /** How far it is to the next tier, 0 to 100. */
  percent?: number;
  keep: string | null;
}

export interface Loyalty {
  /** Null for a guest. */
  customer: { id: number; firstName: string | null } | null;
  available: number;
  pending: number;
  value: Money;
  nextAvailable: { points: number; at: string } | null;
  expiring: { points: number; at: string } | null;
  owed: number;
  blocked: boolean;
  /** False while the merchant has switched the programme off. */
  active: boolean;
  tier: Tier | null;
  rewards: Reward[];
  ways: { kind: string; title: string; detail: string | null }[];
  earn: { id: string; title: string; detail: string | null; points: number; done: boolean }[];
  codes: Code[];
  history: { points: number; reason: string; at: string }[];
  word: Word;
}

export interface OrderPoints {
  state: 'guest' | 'on_the_way' | 'unpaid' | 'earned' | 'nothing' | 'taken_back';
  points: number;
  /** Null where the points can be used now. */
  usableAt: string | null;
  waitsForFulfilment: boolean;
  active: boolean;
  word: Word;
}

export interface Redemption {
  id: number;
  status: 'pending' | 'issued' | 'cancelling' | 'cancelled';
  /** Null while it is being made, and for rewards that have none. */
  code: string | null;
  title: string;
  cost: number;
}

export interface Problem {
  /** What programs go by: the server's code, or `offline`, `no_access`, `not_found`, `failed`. */
  code: string;
  /** Said by the server in the reader's language; absent where the server was not reached. */
  title?: string;
  detail?: string;
  /** Points short. */
  missing?: number;
}

export type Answer<T> = { value: T; problem?: undefined } | { value?: undefined; problem: Problem };
