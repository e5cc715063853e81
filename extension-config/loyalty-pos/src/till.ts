import type { Answer, Loyalty } from '../../shared/answers';
import { client, type Client } from '../../shared/client';
import { words, type Texts, type Words } from '../../shared/words';

/** What of Shopify's till the extension uses, on each of its places alike. */
export interface Till {
  i18n: Texts;
  locale: { current: { value: string } };
  session: { getSessionToken: () => Promise<string | undefined>; currentSession: { currency: string } };
  connectivity: { current: { value: { internetConnected: 'Connected' | 'Disconnected' } } };
  cart: { current: { value: { subtotal: string; customer?: { id: number } } }; setCustomer: (customer: { id: number }) => Promise<void>; addCartCodeDiscount: (code: string) => Promise<void> };
}

export function isOffline(till: Till): boolean {
  return till.connectivity.current.value.internetConnected === 'Disconnected';
}

export function clientOf(till: Till, customer: number): Client {
  return client({ token: () => till.session.getSessionToken(), locale: till.locale.current.value, tillCustomer: customer });
}

/** Offline nothing is asked: the till would only wait. */
export function balanceOf(till: Till, app: Client): Promise<Answer<Loyalty>> {
  return isOffline(till) ? Promise.resolve({ problem: { code: 'offline' } }) : app.loyalty();
}

export function wordsOf(till: Till): Words {
  return words(till.i18n, till.locale.current.value);
}

export function cartOf(till: Till) {
  return { total: Math.round(Number(till.cart.current.value.subtotal) * 100), currency: till.session.currentSession.currency };
}

/** Puts a code into the cart of the customer whose it is; false where the till would not take it. */
export async function putIntoCart(till: Till, customer: number, code: string): Promise<boolean> {
  try {
    if (till.cart.current.value.customer?.id !== customer) await till.cart.setCustomer({ id: customer });
    await till.cart.addCartCodeDiscount(code);
    return true;
  } catch {
    return false;
  }
}
