import { useMemo, useState } from 'preact/hooks';
import type { Loyalty, Redemption, Reward } from '../../shared/answers';
import type { Client } from '../../shared/client';
import { facts } from '../../shared/facts';
import { useAnswer } from '../../shared/useAnswer';
import { useRedeeming } from '../../shared/useRedeeming';
import type { Words } from '../../shared/words';
import { problemText } from './problemText';
import { balanceOf, cartOf, clientOf, isOffline, putIntoCart, wordsOf, type Till } from './till';

/** Rewards that a till can take off a purchase. */
const usable = ['amount_off', 'amount_off_slider', 'percent_off', 'free_product'];

/** A customer's balance at the till, and redeeming it for them. */
export function AtTheTill({ till, customer }: { till: Till; customer: number }) {
  const say = wordsOf(till);
  const offline = isOffline(till);
  const app = useMemo(() => clientOf(till, customer), [customer]);
  const { answer, reload } = useAnswer(() => balanceOf(till, app), offline ? 'offline' : app);
  if (offline) return <s-banner tone="warning" heading={say.text('offlineTitle')}>{say.text('offlineText')}</s-banner>;
  if (!answer) return <s-spinner accessibilityLabel={say.text('loading')} />;
  if (!answer.value) {
    return (
      <s-section>
        <s-stack gap="base">
          <s-text>{problemText(answer.problem, say)}</s-text>
          <s-button onClick={() => { void reload(); }}>{say.text('tryAgain')}</s-button>
        </s-stack>
      </s-section>
    );
  }
  return <Member till={till} customer={customer} loyalty={answer.value} app={app} say={say} changed={reload} />;
}

function Member({ till, customer, loyalty, app, say, changed }: { till: Till; customer: number; loyalty: Loyalty; app: Client; say: Words; changed: () => Promise<void> }) {
  const redeeming = useRedeeming(app, () => cartOf(till));
  const { step } = redeeming;
  const [inCart, setInCart] = useState(true);
  const offers = loyalty.rewards.filter((reward) => usable.includes(reward.kind));

  async function take(send: () => Promise<Redemption | undefined>) {
    const redemption = await send();
    if (redemption?.code) setInCart(await putIntoCart(till, customer, redemption.code));
    if (redemption) await changed();
  }

  async function giveBack(id: number) {
    await app.cancel(id);
    redeeming.leave();
    await changed();
  }

  return (
    <s-scroll-box>
      <s-section heading={say.points(loyalty.available, loyalty.word)}>
        <s-stack gap="small">
          {facts(loyalty, say).map((line) => <s-text key={line}>{line}</s-text>)}
          {loyalty.tier?.name && <s-text type="strong">{loyalty.tier.name}</s-text>}
          {!loyalty.active && <s-text tone="warning">{say.text('pausedTitle')}</s-text>}
          {loyalty.blocked && <s-text tone="warning">{say.text('blocked')}</s-text>}
        </s-stack>
      </s-section>
      {step.name === 'issued' && step.redemption.code && (
        <s-banner tone={inCart ? 'success' : 'warning'} heading={say.text(inCart ? 'codeInCart' : 'codeNotInCart', { code: step.redemption.code })}>
          {inCart ? step.redemption.title : say.text('codeNotInCartText')}
        </s-banner>
      )}
      {step.name === 'issued' && !inCart && <s-button onClick={() => { void giveBack(step.redemption.id); }}>{say.text('giveBack')}</s-button>}
      {step.name === 'slow' && <s-banner tone="info" heading={say.text('slowTitle')}>{say.text('slowText')}</s-banner>}
      {step.name === 'refused' && <s-banner tone="critical" heading={problemText(step.problem, say)} />}
      {step.name === 'refused' && step.canRepeat && <s-button onClick={() => { void take(redeeming.repeat); }}>{say.text('tryAgain')}</s-button>}
      {step.name === 'working' && <s-spinner accessibilityLabel={say.text('working')} />}
      {step.name === 'confirming' && (
        <s-section heading={say.text('confirm', { points: say.points(step.points, loyalty.word), reward: step.reward.name })}>
          <s-stack gap="base">
            <s-button variant="primary" onClick={() => { void take(redeeming.confirm); }}>{say.text('redeem')}</s-button>
            <s-button variant="secondary" onClick={redeeming.leave}>{say.text('notNow')}</s-button>
          </s-stack>
        </s-section>
      )}
      {(step.name === 'choosing' || step.name === 'issued' || step.name === 'refused') && loyalty.active && !loyalty.blocked && (
        <s-section heading={say.text('rewards')}>
          <s-stack gap="base">
            {offers.length === 0 && <s-text>{say.text('noRewards')}</s-text>}
            {offers.map((reward) => <Offer key={reward.id} reward={reward} loyalty={loyalty} say={say} choose={(points) => redeeming.choose(reward, points)} />)}
          </s-stack>
        </s-section>
      )}
    </s-scroll-box>
  );
}

function Offer({ reward, loyalty, say, choose }: { reward: Reward; loyalty: Loyalty; say: Words; choose: (points: number) => void }) {
  if (reward.reason || !reward.affordable) {
    return <s-text>{reward.name} · {reward.reason ? say.text(`reason_${reward.reason}`) : say.text('missing', { points: say.points(reward.missing, loyalty.word) })}</s-text>;
  }
  if (!reward.slider) return <s-button onClick={() => choose(reward.cost)}>{`${reward.name} · ${say.points(reward.cost, loyalty.word)}`}</s-button>;
  const { min, max, step } = reward.slider;
  const most = min + Math.floor((Math.min(max, loyalty.available) - min) / step) * step;
  return (
    <>
      {[...new Set([min, most])].map((points) => <s-button key={points} onClick={() => choose(points)}>{`${say.money({ amount: String(points * reward.slider!.perPoint), currency: loyalty.value.currency })} · ${say.points(points, loyalty.word)}`}</s-button>)}
    </>
  );
}
