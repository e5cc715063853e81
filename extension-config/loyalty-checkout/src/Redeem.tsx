import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Loyalty, Reward } from '../../shared/answers';
import { client, type Client } from '../../shared/client';
import { standingOf } from '../../shared/facts';
import { useAnswer } from '../../shared/useAnswer';
import { useRedeeming } from '../../shared/useRedeeming';
import { words, type Words } from '../../shared/words';
import { useCodes } from './useCodes';

/** Rewards that take something off this order at once. */
const usable = ['amount_off', 'amount_off_slider', 'percent_off', 'free_shipping', 'free_product'];

export default async () => {
  render(<Checkout />, document.body);
};

function Checkout() {
  const locale = shopify.localization.extensionLanguage.value.isoCode;
  const say = words(shopify.i18n, locale);
  const app = useMemo(() => client({ token: () => shopify.sessionToken.get(), locale }), [locale]);
  const { answer, reload } = useAnswer(() => app.loyalty(), app);
  const standing = standingOf(answer);
  const loyalty = answer?.value;
  if (standing === 'loading') return <s-skeleton-paragraph content={say.text('loading')} />;
  // A checkout is no place for our troubles, nor for rewards that nobody can have now.
  if (!loyalty || standing === 'failed' || standing === 'paused') return null;
  if (standing === 'guest') return loyalty.rewards.length > 0 ? <s-text color="subdued">{say.text('guestTitle')}</s-text> : null;
  return (
    <s-stack gap="base">
      <s-heading>{say.text('balance', { points: say.points(loyalty.available, loyalty.word) })}</s-heading>
      {standing === 'blocked' ? <s-text>{say.text('blocked')}</s-text>
        : !shopify.instructions.value.discounts.canUpdateDiscountCodes ? <s-text color="subdued">{say.text('notHere')}</s-text>
        : <Redeem loyalty={loyalty} app={app} say={say} changed={reload} />}
    </s-stack>
  );
}

function Redeem({ loyalty, app, say, changed }: { loyalty: Loyalty; app: Client; say: Words; changed: () => Promise<void> }) {
  const redeeming = useRedeeming(app, () => cartOf(shopify.cost.subtotalAmount.value));
  const { step } = redeeming;
  const codes = useCodes(app, {
    inOrder: () => shopify.discountCodes.value.map((one) => one.code.toUpperCase()),
    change: (type, code) => shopify.applyDiscountCodeChange({ type, code }),
  });
  const applied = codes.appliedOf(loyalty);
  const offers = loyalty.rewards.filter((reward) => usable.includes(reward.kind) && !reward.reason);
  const nearest = offers.filter((reward) => !reward.affordable).sort((one, other) => one.missing - other.missing)[0];

  async function take(send: () => ReturnType<typeof redeeming.confirm>) {
    const redemption = await send();
    if (!redemption) return;
    if (redemption.code) {
      // Applied before the balance is asked for again: the buyer waits for the price.
      await codes.apply({ id: redemption.id, code: redemption.code, title: redemption.title });
      redeeming.leave();
    }
    await changed();
  }

  if (step.name === 'working' || codes.isWorking) return <s-button loading disabled>{say.text('working')}</s-button>;
  if (step.name === 'confirming') return <Confirm reward={step.reward} points={step.points} loyalty={loyalty} say={say} yes={() => { void take(redeeming.confirm); }} no={redeeming.leave} />;
  return (
    <s-stack gap="base">
      {step.name === 'slow' && <s-banner tone="info" heading={say.text('slowTitle')}>{say.text('slowText')}</s-banner>}
      {step.name === 'refused' && (
        <s-banner tone="critical" heading={step.problem.title ?? say.text('failedTitle')}>
          <s-stack gap="base">
            <s-text>{step.problem.detail ?? say.text('connection')}</s-text>
            {step.canRepeat && <s-button onClick={() => { void take(redeeming.repeat); }}>{say.text('tryAgain')}</s-button>}
          </s-stack>
        </s-banner>
      )}
      {codes.failed && (
        <s-banner tone="warning" heading={say.text('notApplied', { code: codes.failed.code })}>
          <s-stack gap="base">
            <s-text>{say.text('notAppliedText')}</s-text>
            <s-button onClick={() => { void codes.giveBack(codes.failed!).then(changed); }}>{say.text('giveBack')}</s-button>
          </s-stack>
        </s-banner>
      )}
      {codes.isStuck && <s-banner tone="critical" heading={say.text('failedTitle')}>{say.text('connection')}</s-banner>}
      {applied.map((code) => (
        <s-stack key={code.id} gap="small">
          <s-text>{say.text('applied', { reward: code.title })}</s-text>
          {code.cancellable && <s-button variant="secondary" onClick={() => { void codes.giveBack(code).then(changed); }}>{say.text('giveBack')}</s-button>}
        </s-stack>
      ))}
      {loyalty.codes.filter((code) => code.state === 'ready' && !applied.includes(code) && code.id !== codes.failed?.id).map((code) => (
        <s-button key={code.id} variant="secondary" onClick={() => { void codes.apply(code); }}>{say.text('applyHeld', { reward: code.title, code: code.code })}</s-button>
      ))}
      {/* One reward in an order is enough: whether two combine only Shopify knows, and only after the points are gone. */}
      {applied.length === 0 && offers.filter((reward) => reward.affordable).map((reward) => (
        <s-button key={reward.id} onClick={() => redeeming.choose(reward, reward.slider ? mostOf(reward, loyalty) : reward.cost)}>{offer(reward, loyalty, say)}</s-button>
      ))}
      {nearest && !offers.some((reward) => reward.affordable) && (
        <s-text color="subdued">{nearest.name}: {say.text('missing', { points: say.points(nearest.missing, loyalty.word) })}</s-text>
      )}
    </s-stack>
  );
}

function Confirm({ reward, points, loyalty, say, yes, no }: { reward: Reward; points: number; loyalty: Loyalty; say: Words; yes: () => void; no: () => void }) {
  return (
    <s-stack gap="base">
      <s-text>{say.text('confirm', { points: say.points(points, loyalty.word), reward: worth(reward, points, loyalty, say) })}</s-text>
      <s-stack direction="inline" gap="base">
        <s-button variant="primary" onClick={yes}>{say.text('apply')}</s-button>
        <s-button variant="secondary" onClick={no}>{say.text('notNow')}</s-button>
      </s-stack>
    </s-stack>
  );
}

function cartOf(subtotal: { amount: number; currencyCode: string }) {
  return { total: Math.round(subtotal.amount * 100), currency: subtotal.currencyCode };
}

/** The most a slider allows with this balance: at the checkout nobody wants to do sums. */
function mostOf({ cost, slider }: Reward, { available }: Loyalty): number {
  return slider ? slider.min + Math.floor((Math.min(slider.max, available) - slider.min) / slider.step) * slider.step : cost;
}

function worth(reward: Reward, points: number, loyalty: Loyalty, say: Words): string {
  return reward.slider ? say.text('amountOff', { amount: say.money({ amount: String(points * reward.slider.perPoint), currency: reward.amount?.currency ?? loyalty.value.currency }) }) : reward.name;
}

function offer(reward: Reward, loyalty: Loyalty, say: Words): string {
  const points = mostOf(reward, loyalty);
  return `${worth(reward, points, loyalty, say)} · ${say.points(points, loyalty.word)}`;
}
