import { useState } from 'preact/hooks';
import type { Code, Loyalty } from '../../shared/answers';
import type { Client } from '../../shared/client';

export type Held = Pick<Code, 'id' | 'code' | 'title'>;

interface Order {
  /** In capitals. */
  inOrder: () => string[];
  change: (type: 'addDiscountCode' | 'removeDiscountCode', code: string) => Promise<{ type: 'success' } | { type: 'error' }>;
}

/** Puts codes into the order and takes them out again. */
export function useCodes(app: Client, order: Order) {
  const [isWorking, setWorking] = useState(false);
  const [failed, setFailed] = useState<Held>();
  const [isStuck, setStuck] = useState(false);

  async function changed(type: 'addDiscountCode' | 'removeDiscountCode', code: string): Promise<boolean> {
    try {
      return (await order.change(type, code)).type === 'success';
    } catch {
      return false;
    }
  }

  return {
    isWorking,
    /** A code that exists but that this checkout would not take, as with Apple Pay and Google Pay. */
    failed,
    /** Giving back did not work; the code is as it was. */
    isStuck,
    appliedOf: (loyalty: Loyalty) => loyalty.codes.filter((code) => order.inOrder().includes(code.code.toUpperCase())),
    apply: async (held: Held) => {
      setWorking(true);
      setFailed((await changed('addDiscountCode', held.code)) ? undefined : held);
      setWorking(false);
    },
    giveBack: async (held: Held) => {
      setWorking(true);
      // First out of the order: a code that was taken back would fail at payment.
      const isOut = !order.inOrder().includes(held.code.toUpperCase()) || await changed('removeDiscountCode', held.code);
      const isBack = isOut && (await app.cancel(held.id)).value !== undefined;
      setStuck(!isBack);
      if (isBack) setFailed(undefined);
      setWorking(false);
    },
  };
}
