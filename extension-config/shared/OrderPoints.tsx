import type { OrderPoints as Answered } from './answers';
import type { Client } from './client';
import { useWatched } from './useAnswer';
import type { Words } from './words';

/** Shopify tells the app of an order within seconds as a rule; after half a minute the page stops asking. */
const pauses = [2000, 4000, 8000, 16000];

/** What this order brought, on the thank-you and the order-status page. Says nothing where there is nothing to say. */
export function OrderPoints({ client, order, say, signIn }: { client: Client; order: string | undefined; say: Words; signIn?: () => void }) {
  if (!order) return null;
  return <Known client={client} order={order} say={say} signIn={signIn} />;
}

function Known({ client, order, say, signIn }: { client: Client; order: string; say: Words; signIn?: () => void }) {
  const answer = useWatched(() => client.order(order), order, (known) => known.state === 'on_the_way', pauses);
  if (!answer) return <s-skeleton-paragraph content={say.text('loading')} />;
  // Nobody came here for this: a failure is not worth a message beside somebody's order.
  if (!answer.value || !answer.value.active || answer.value.state === 'nothing') return null;
  return (
    <s-section heading={heading(answer.value, say)}>
      <s-stack gap="base">
        <s-text>{detail(answer.value, say)}</s-text>
        {answer.value.state === 'guest' && signIn && <s-button onClick={signIn}>{say.text('signIn')}</s-button>}
      </s-stack>
    </s-section>
  );
}

function heading(order: Answered, say: Words): string {
  return order.state === 'earned' ? say.text('orderEarned', { points: say.points(order.points, order.word) }) : say.text('orderHeading');
}

function detail(order: Answered, say: Words): string {
  switch (order.state) {
    case 'earned': return order.waitsForFulfilment ? say.text('usableSent') : order.usableAt ? say.text('usableFrom', { date: say.day(order.usableAt) }) : say.text('usableNow');
    case 'unpaid': return say.text('orderUnpaid');
    case 'taken_back': return say.text('orderTakenBack');
    case 'guest': return say.text('orderGuest');
    default: return say.text('orderOnTheWay');
  }
}
