import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import { facts } from '../../shared/facts';
import { useAnswer } from '../../shared/useAnswer';
import { problemText } from './problemText';
import { balanceOf, clientOf, isOffline, wordsOf } from './till';

export default async () => {
  render(<CustomerBlock />, document.body);
};

/** In a customer's details: what they have, and the way to redeem it. */
function CustomerBlock() {
  const say = wordsOf(shopify);
  const customer = shopify.customer.id;
  const offline = isOffline(shopify);
  const app = useMemo(() => clientOf(shopify, customer), [customer]);
  const { answer } = useAnswer(() => balanceOf(shopify, app), offline ? 'offline' : app);
  const loyalty = answer?.value;
  return (
    <s-pos-block heading={say.text('name')}>
      <s-stack gap="base">
        {!answer ? <s-text>{say.text('loading')}</s-text>
          : answer.problem ? <s-text>{problemText(answer.problem, say)}</s-text> : null}
        {loyalty && (
          <>
            <s-text type="strong">{say.points(loyalty.available, loyalty.word)}</s-text>
            {facts(loyalty, say).map((line) => <s-text key={line}>{line}</s-text>)}
            {loyalty.tier?.name && <s-text>{loyalty.tier.name}</s-text>}
            <s-button disabled={offline} onClick={() => shopify.action.presentModal()}>{say.text('redeem')}</s-button>
          </>
        )}
      </s-stack>
    </s-pos-block>
  );
}
