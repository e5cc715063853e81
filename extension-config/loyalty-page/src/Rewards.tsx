import { useState } from 'preact/hooks';
import type { Loyalty, Reward } from '../../shared/answers';
import type { Client } from '../../shared/client';
import { useRedeeming, type Redeeming } from '../../shared/useRedeeming';
import type { Words } from '../../shared/words';

/** What points buy, and buying it. */
export function Rewards({ loyalty, client, say, changed }: { loyalty: Loyalty; client: Client; say: Words; changed: () => Promise<void> }) {
  const redeeming = useRedeeming(client);
  const { step } = redeeming;
  const sending = async (send: () => Promise<unknown>) => { if (await send()) await changed(); };
  return (
    <s-section heading={say.text('rewards')}>
      <s-stack gap="base">
        {step.name === 'issued' && (
          <s-banner tone="success" heading={say.text(step.redemption.code ? 'ready' : 'added')}>
            {step.redemption.code ? <s-text type="strong">{step.redemption.code}</s-text> : step.redemption.title}
          </s-banner>
        )}
        {step.name === 'slow' && <s-banner tone="info" heading={say.text('slowTitle')}>{say.text('slowText')}</s-banner>}
        {step.name === 'refused' && (
          <s-banner tone="critical" heading={step.problem.title ?? say.text('failedTitle')}>
            <s-stack gap="base">
              <s-text>{step.problem.detail ?? say.text('connection')}</s-text>
              {step.canRepeat && <s-button onClick={() => { void sending(redeeming.repeat); }}>{say.text('tryAgain')}</s-button>}
            </s-stack>
          </s-banner>
        )}
        {loyalty.rewards.length === 0 && <s-text color="subdued">{say.text('noRewards')}</s-text>}
        {loyalty.rewards.map((reward) => <Offer key={reward.id} reward={reward} loyalty={loyalty} redeeming={redeeming} say={say} confirm={() => sending(redeeming.confirm)} />)}
      </s-stack>
    </s-section>
  );
}

function Offer({ reward, loyalty, redeeming, say, confirm }: { reward: Reward; loyalty: Loyalty; redeeming: Redeeming; say: Words; confirm: () => Promise<void> }) {
  const { step } = redeeming;
  const isWorking = step.name === 'working' && step.reward.id === reward.id;
  const isAsked = step.name === 'confirming' && step.reward.id === reward.id;
  const cost = reward.cost > 0 ? say.points(reward.cost, loyalty.word) : say.text('free');
  return (
    <s-stack gap="small">
      <s-text type="strong">{reward.name}</s-text>
      <s-text>{cost}</s-text>
      {reward.description && <s-text color="subdued">{reward.description}</s-text>}
      {reward.conditions?.map((condition) => <s-text key={condition} color="subdued">{condition}</s-text>)}
      {isAsked ? <Confirm reward={reward} loyalty={loyalty} redeeming={redeeming} say={say} confirm={confirm} />
        : isWorking ? <s-button loading disabled>{say.text('working')}</s-button>
        : reward.reason ? <s-text color="subdued">{say.text(`reason_${reward.reason}`)}</s-text>
        : !reward.affordable ? <s-text color="subdued">{say.text('missing', { points: say.points(reward.missing, loyalty.word) })}</s-text>
        : reward.choices ? reward.choices.map((choice) => (
          <s-button key={choice.id} disabled={step.name === 'working'} onClick={() => redeeming.choose(reward, 0, choice.id)}>{choice.name}</s-button>
        ))
        : <s-button disabled={step.name === 'working'} onClick={() => redeeming.choose(reward)}>{say.text('get')}</s-button>}
    </s-stack>
  );
}

function Confirm({ reward, loyalty, redeeming, say, confirm }: { reward: Reward; loyalty: Loyalty; redeeming: Redeeming; say: Words; confirm: () => Promise<void> }) {
  const { step } = redeeming;
  const slider = reward.slider;
  const most = slider ? Math.min(slider.max, loyalty.available) : 0;
  const [typed, setTyped] = useState(reward.cost);
  if (step.name !== 'confirming') return null;
  const isOffered = !slider || (typed >= slider.min && typed <= most && (typed - slider.min) % slider.step === 0);
  const points = slider ? typed : step.points;
  const chosen = reward.choices?.find((choice) => choice.id === step.choiceId)?.name ?? reward.name;
  return (
    <s-stack gap="small">
      {slider && (
        <s-number-field
          label={say.text('howMany', { min: slider.min, max: most, step: slider.step })}
          min={slider.min} max={most} step={slider.step} value={String(typed)}
          error={isOffered ? undefined : say.text('notOffered')}
          onInput={(event) => {
            const number = Math.trunc(Number((event.currentTarget as unknown as { value: string }).value));
            setTyped(number);
            redeeming.choose(reward, number);
          }}
        />
      )}
      {slider && isOffered && <s-text>{say.text('amountOff', { amount: say.money({ amount: String(typed * slider.perPoint), currency: reward.amount?.currency ?? loyalty.value.currency }) })}</s-text>}
      {points > 0
        ? <s-text>{say.text('confirm', { points: say.points(points, loyalty.word), reward: chosen })} {say.text('left', { points: say.points(loyalty.available - points, loyalty.word) })}</s-text>
        : <s-text>{say.text('confirmFree', { reward: chosen })}</s-text>}
      <s-stack direction="inline" gap="base">
        <s-button variant="primary" disabled={!isOffered} onClick={() => { void confirm(); }}>{points > 0 ? say.text('use', { points: say.points(points, loyalty.word) }) : say.text('get')}</s-button>
        <s-button variant="secondary" onClick={redeeming.leave}>{say.text('notNow')}</s-button>
      </s-stack>
    </s-stack>
  );
}
