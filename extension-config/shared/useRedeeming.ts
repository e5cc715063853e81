import { useRef, useState } from 'preact/hooks';
import type { Problem, Redemption, Reward } from './answers';
import { newKey, type Client, type Wish } from './client';

export type Step =
  | { name: 'choosing' }
  | { name: 'confirming'; reward: Reward; points: number; choiceId?: number }
  | { name: 'working'; reward: Reward }
  | { name: 'issued'; redemption: Redemption }
  /** Shopify takes its time: the code comes, nobody knows when. */
  | { name: 'slow'; redemption: Redemption }
  | { name: 'refused'; problem: Problem; canRepeat: boolean };

export interface Redeeming {
  step: Step;
  choose: (reward: Reward, points?: number, choiceId?: number) => void;
  confirm: () => Promise<Redemption | undefined>;
  /** After a lost connection: the same wish with the same key, so that nothing is taken twice. */
  repeat: () => Promise<Redemption | undefined>;
  leave: () => void;
}

/** How long to wait before asking after a code again, in milliseconds. */
export const pauses: readonly number[] = [1000, 2000, 3000, 5000, 8000, 10000];

/**
 * From a reward to its code, step by step.
 * @param cart What is being bought, where the surface knows it.
 */
export function useRedeeming(client: Client, cart?: () => Wish['cart']): Redeeming {
  const [step, setStep] = useState<Step>({ name: 'choosing' });
  const wish = useRef<{ reward: Reward; wish: Wish }>();

  async function send(): Promise<Redemption | undefined> {
    const { reward, wish: body } = wish.current!;
    setStep({ name: 'working', reward });
    let answer = await client.redeem(body);
    for (let i = 0; answer.value?.status === 'pending' && i < pauses.length; i++) {
      await sleep(pauses[i]);
      const later = await client.find(body.idempotencyKey);
      // A question that got lost changes nothing: the code is still on its way.
      if (later.value || later.problem?.code !== 'offline') answer = later;
    }
    if (answer.problem) {
      setStep({ name: 'refused', problem: answer.problem, canRepeat: ['offline', 'failed', 'too_many_requests'].includes(answer.problem.code) });
      return undefined;
    }
    setStep(answer.value.status === 'pending' ? { name: 'slow', redemption: answer.value } : { name: 'issued', redemption: answer.value });
    return answer.value;
  }

  return {
    step,
    choose: (reward, points = reward.cost, choiceId) => {
      // One key per decision: pressing the button twice is one wish, choosing again is another.
      wish.current = { reward, wish: { rewardId: reward.id, idempotencyKey: newKey(), ...(reward.slider ? { points } : {}), ...(choiceId === undefined ? {} : { choiceId }), ...(cart?.() ? { cart: cart() } : {}) } };
      setStep({ name: 'confirming', reward, points, choiceId });
    },
    confirm: send,
    repeat: send,
    leave: () => setStep({ name: 'choosing' }),
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
