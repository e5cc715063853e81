import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Answer, Loyalty } from '../../shared/answers';
import { useAnswer } from '../../shared/useAnswer';
import { clientOf, isOffline, wordsOf } from './till';

export default async () => {
  render(<Tile />, document.body);
};

/** On the home screen: what the customer in the cart has. */
function Tile() {
  const say = wordsOf(shopify);
  const customer = shopify.cart.current.value.customer?.id;
  const offline = isOffline(shopify);
  const app = useMemo(() => (customer && !offline ? clientOf(shopify, customer) : undefined), [customer, offline]);
  const { answer } = useAnswer<Loyalty | null>(() => app?.loyalty() ?? Promise.resolve<Answer<null>>({ value: null }), app);
  const subheading = offline ? say.text('offlineTitle') : !customer ? say.text('noCustomer')
    : answer?.value ? say.points(answer.value.available, answer.value.word) : answer?.problem ? say.text('tapToSee') : say.text('loading');
  return <s-tile heading={say.text('name')} subheading={subheading} disabled={offline || !customer} onClick={() => shopify.action.presentModal()} />;
}
